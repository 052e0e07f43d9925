import { boolean, type GenericSchema, type OptionalSchema, optional } from "valibot";
import { fields, mustBe, wholeNumber } from "./schema.ts";

/** Settings that can change while the sandbox runs. They apply to tokens issued afterwards. */
export interface Settings {
  /** Lifetime of new tokens (`expiresIn`), in whole seconds. Default: 3600 (1 hour). */
  readonly lifetimeSeconds: number;
  /**
   * Whether a new token revokes the earlier tokens of its account. WakaPay's documentation doesn't
   * say which is true. Default: false.
   */
  readonly singleLiveToken: boolean;
}

/** The settings to change. Omitted settings keep their values. */
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

const TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600;

/** The valid range of `lifetimeSeconds`. */
export const lifetimeRange: readonly [number, number] = [1, TEN_YEARS_SECONDS];

/** The fields of {@link settingsSchema}, for other schemas to include. */
export const settingsFields: {
  readonly lifetimeSeconds: OptionalSchema<GenericSchema<unknown, number>, undefined>;
  readonly singleLiveToken: OptionalSchema<GenericSchema<unknown, boolean>, undefined>;
} = {
  lifetimeSeconds: optional(wholeNumber(...lifetimeRange)),
  singleLiveToken: optional(boolean(mustBe("true or false"))),
};

/** A {@link SettingsChange}. */
export const settingsSchema: GenericSchema<unknown, SettingsChange> = fields(settingsFields);
