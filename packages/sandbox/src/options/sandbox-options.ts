import * as v from "valibot";
import { builtInScenarios, isScenarioName, type ScenarioName, scenarioNames } from "./built-in-scenarios.ts";
import { type BusinessHandler, type BusinessRoutes, businessSchema } from "./business.ts";
import { type AccountCredentials, type Credentials, credentialsSchema } from "./credentials.ts";
import { parse } from "./parse.ts";
import { type ParsedScenario, type Scenario, scenarioSchema } from "./scenario.ts";
import { fields, mustBe, nonEmptyText } from "./schema.ts";
import { type SettingsChange, settingsFields } from "./settings.ts";

/** Options of `createSandbox`. */
export interface SandboxOptions extends SettingsChange {
  /**
   * The API keys and secrets that the sandbox accepts. At least one pair. Required, unless the
   * scenario has credentials.
   */
  readonly credentials?: readonly Credentials[] | undefined;
  /**
   * The state in which the sandbox starts: a {@link Scenario}, or the name of a built-in one. Other
   * options take precedence over its fields. Default: `calm`.
   */
  readonly scenario?: ScenarioName | Scenario | undefined;
  /**
   * Makes the sandbox issue the same tokens in every run: any text. Such tokens can be guessed, so
   * `serve` accepts a seed only on loopback addresses. Default: random tokens.
   */
  readonly seed?: string | undefined;
  /**
   * Your own routes under `/business/`: a function, or an object of handlers such as
   * `{ "GET /business/payouts/:id": handler }`. They only get requests with a valid access token.
   * The sandbox's own routes get the requests that they leave. Default: none.
   */
  readonly business?: BusinessHandler | BusinessRoutes | undefined;
  /**
   * Whether to serve the HTTP control API under `/_sandbox/`.
   * Default: true if there is a `controlToken`, otherwise false. `serve` also turns it on when it
   * listens on a loopback address.
   */
  readonly control?: boolean | undefined;
  /**
   * The token that requests to the control API must send as `Authorization: Bearer {controlToken}`.
   * With it, the control API is available to every host. At least 32 characters.
   * Default: none. The control API is then available to loopback hosts only.
   */
  readonly controlToken?: string | undefined;
  /** Returns the current time in epoch milliseconds. Default: `Date.now`, read at each call. */
  readonly now?: (() => number) | undefined;
  /**
   * Waits for the `delayMs` of a fault, in milliseconds. Must reject when `signal` aborts.
   * Default: a timer.
   */
  readonly wait?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** {@link SandboxOptions} after validation. */
export interface ParsedSandboxOptions extends SettingsChange {
  readonly credentials?: readonly AccountCredentials[] | undefined;
  readonly scenario: ParsedScenario;
  readonly seed?: string | undefined;
  readonly business?: BusinessHandler | BusinessRoutes | undefined;
  readonly control?: boolean | undefined;
  readonly controlToken?: string | undefined;
}

const SCENARIO = `an object, or one of: ${scenarioNames.join(", ")}`;

const scenarioNameSchema = v.pipe(
  v.custom<ScenarioName>(isScenarioName, mustBe(SCENARIO)),
  v.transform((name) => parse(scenarioSchema, builtInScenarios[name], name)),
);

/** Validates a {@link Scenario} or the name of a built-in one. */
export const scenarioOrNameSchema: v.GenericSchema<unknown, ParsedScenario> = v.lazy((input) =>
  typeof input === "object" ? scenarioSchema : scenarioNameSchema,
);

/** A control token: the characters of a bearer. */
export const controlTokenSchema: v.GenericSchema<unknown, string> = v.pipe(
  v.string(mustBe("a string")),
  v.regex(/^[\w.~+/-]{32,}=*$/, "must have at least 32 characters: letters, digits, and -._~+/"),
);

/** Validates {@link SandboxOptions} and fills in missing account names. */
export const sandboxOptionsSchema: v.GenericSchema<unknown, ParsedSandboxOptions> = fields({
  ...settingsFields,
  credentials: v.optional(credentialsSchema),
  scenario: v.optional(scenarioOrNameSchema, "calm"),
  seed: v.optional(nonEmptyText()),
  business: v.optional(businessSchema),
  control: v.optional(v.boolean(mustBe("true or false"))),
  controlToken: v.optional(controlTokenSchema),
  now: v.optional(v.function_(mustBe("a function"))),
  wait: v.optional(v.function_(mustBe("a function"))),
});
