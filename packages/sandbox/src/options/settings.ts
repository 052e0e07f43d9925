import type * as v from "valibot";
import { fields, optional, trueOrFalse, wholeNumber } from "./schema.ts";

/** Settings that can change while the sandbox runs. They apply to tokens issued afterwards. */
export interface Settings {
  /** Lifetime of new tokens (`expiresIn`), in whole seconds. Default: 3600 (1 hour). */
  readonly lifetimeSeconds: number;
  /**
   * Whether a new token revokes the earlier tokens of its account. WakaPay's documentation doesn't
   * say what WakaPay does. Default: false.
   */
  readonly singleLiveToken: boolean;
}

/** The settings to change. Omitted settings keep their values. */
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** The valid range of `lifetimeSeconds`: up to ten years. */
export const lifetimeRange: readonly [number, number] = [1, 10 * 365 * 24 * 3600];

/** The fields of a {@link SettingsChange}. */
export const settingsFields: {
  readonly lifetimeSeconds: v.OptionalSchema<v.GenericSchema<unknown, number>, undefined>;
  readonly singleLiveToken: v.OptionalSchema<v.GenericSchema<unknown, boolean>, undefined>;
} = {
  lifetimeSeconds: optional(
    wholeNumber(...lifetimeRange),
    "Lifetime of new tokens, in seconds. Default: 3600.",
  ),
  singleLiveToken: optional(
    trueOrFalse,
    "Whether a new token revokes the earlier tokens of its account. Default: false.",
  ),
};

/** Validates a {@link SettingsChange}. */
export const settingsSchema: v.GenericSchema<unknown, SettingsChange> = fields(settingsFields);
