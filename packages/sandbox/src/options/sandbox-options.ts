import { boolean, function_, type GenericSchema, optional } from "valibot";
import { type AccountCredentials, type Credentials, credentialsSchema } from "./credentials.ts";
import { fields, mustBe } from "./schema.ts";
import { type SettingsChange, settingsFields } from "./settings.ts";

/** Options of `createSandbox`. */
export interface SandboxOptions extends SettingsChange {
  /** The API keys and secrets that the sandbox accepts. At least one pair. */
  readonly credentials: readonly Credentials[];
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

/** The values of {@link SandboxOptions} after validation. */
export interface ParsedSandboxOptions extends SettingsChange {
  readonly credentials: readonly AccountCredentials[];
  readonly control?: boolean | undefined;
}

/** {@link SandboxOptions}, with account names filled in. */
export const sandboxOptionsSchema: GenericSchema<unknown, ParsedSandboxOptions> = fields({
  ...settingsFields,
  credentials: credentialsSchema,
  control: optional(boolean(mustBe("true or false"))),
  now: optional(function_(mustBe("a function"))),
  wait: optional(function_(mustBe("a function"))),
});
