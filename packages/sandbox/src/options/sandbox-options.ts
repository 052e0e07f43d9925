import * as v from "valibot";
import { type BusinessHandler, type BusinessRoutes, businessSchema } from "./business.ts";
import { type AccountCredentials, type Credentials, credentialsSchema } from "./credentials.ts";
import { fields, mustBe, wholeNumber } from "./schema.ts";

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

/** Options of `createSandbox`. */
export interface SandboxOptions extends SettingsChange {
  /** The API keys and secrets that the sandbox accepts. At least one pair. */
  readonly credentials: readonly Credentials[];
  /**
   * Your own routes under `/business/`: a function, or an object of handlers such as
   * `{ "GET /business/payouts/:id": handler }`. They only get requests with a valid access token.
   * The sandbox's own routes get the requests that they leave. Default: none.
   */
  readonly business?: BusinessHandler | BusinessRoutes | undefined;
  /**
   * Whether to serve the HTTP control API under `/_sandbox/`.
   * Default: false. `serve` turns it on when it listens on a loopback address.
   */
  readonly control?: boolean | undefined;
  /** Returns the current time in epoch milliseconds. Default: `Date.now`, read at each call. */
  readonly now?: (() => number) | undefined;
  /**
   * Waits for the `delayMs` of a fault, in milliseconds. Must reject when `signal` aborts.
   * Default: a timer.
   */
  readonly wait?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** The valid range of `lifetimeSeconds`: up to ten years. */
export const lifetimeRange: readonly [number, number] = [1, 10 * 365 * 24 * 3600];

const settingsFields = {
  lifetimeSeconds: v.optional(wholeNumber(...lifetimeRange)),
  singleLiveToken: v.optional(v.boolean(mustBe("true or false"))),
};

/** Validates a {@link SettingsChange}. */
export const settingsSchema: v.GenericSchema<unknown, SettingsChange> = fields(settingsFields);

/** {@link SandboxOptions} after validation. */
export interface ParsedSandboxOptions extends SettingsChange {
  readonly credentials: readonly AccountCredentials[];
  readonly business?: BusinessHandler | BusinessRoutes | undefined;
  readonly control?: boolean | undefined;
}

/** Validates {@link SandboxOptions} and fills in missing account names. */
export const sandboxOptionsSchema: v.GenericSchema<unknown, ParsedSandboxOptions> = fields({
  ...settingsFields,
  credentials: credentialsSchema,
  business: v.optional(businessSchema),
  control: v.optional(v.boolean(mustBe("true or false"))),
  now: v.optional(v.function_(mustBe("a function"))),
  wait: v.optional(v.function_(mustBe("a function"))),
});
