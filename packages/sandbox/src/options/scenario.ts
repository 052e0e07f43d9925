import * as v from "valibot";
import { type AccountCredentials, type Credentials, credentialsSchema } from "./credentials.ts";
import { type Fault, faultSchema } from "./fault.ts";
import { fields, mustBe, nonEmptyText, optional, wholeNumber } from "./schema.ts";
import { type SettingsChange, settingsSchema } from "./settings.ts";

/**
 * The state in which a sandbox starts and to which `reset()` returns. All fields are optional, and
 * a scenario is plain JSON.
 *
 * @example
 * const sandbox = createSandbox({
 *   credentials: [{ apiKey: "my-key", apiSecret: "my-secret" }],
 *   scenario: { settings: { lifetimeSeconds: 5 }, faults: [{ status: 503, times: 1 }] },
 * });
 */
export interface Scenario {
  /** The address of the JSON Schema, for editors. The sandbox ignores it. */
  readonly $schema?: string | undefined;
  /** The name that the sandbox shows. Default: `custom`. */
  readonly name?: string | undefined;
  /** What the scenario is for. */
  readonly description?: string | undefined;
  readonly settings?: SettingsChange | undefined;
  /** The credentials that the sandbox accepts. */
  readonly credentials?: readonly Credentials[] | undefined;
  /** The faults, in order. */
  readonly faults?: readonly Fault[] | undefined;
  readonly clock?: ScenarioClock | undefined;
}

/** The clock of a {@link Scenario}. */
export interface ScenarioClock {
  /** How far the clock is ahead, in seconds. Default: 0. */
  readonly advancedSeconds?: number | undefined;
}

const MAX_ADVANCE_SECONDS = 10 * 365 * 24 * 3600;

/** How far to advance a clock: up to ten years, in seconds. */
export const advanceSchema: v.GenericSchema<unknown, number> = wholeNumber(1, MAX_ADVANCE_SECONDS);

/** A {@link Scenario} after validation. */
export interface ParsedScenario extends Scenario {
  readonly credentials?: readonly AccountCredentials[] | undefined;
}

/** Validates a {@link Scenario}. */
export const scenarioSchema: v.GenericSchema<unknown, ParsedScenario> = fields({
  $schema: v.optional(v.string(mustBe("a string"))),
  name: optional(nonEmptyText(), "The name that the sandbox shows. Default: custom."),
  description: optional(v.string(mustBe("a string")), "What the scenario is for."),
  settings: optional(settingsSchema, "The settings of new tokens."),
  credentials: optional(credentialsSchema, "The API keys and secrets that the sandbox accepts."),
  faults: optional(v.array(faultSchema, mustBe("a list of faults")), "The scripted faults, in order."),
  clock: optional(
    fields({
      advancedSeconds: optional(
        wholeNumber(0, MAX_ADVANCE_SECONDS),
        "How far the clock is ahead, in seconds. Default: 0.",
      ),
    }),
    "The clock, by which tokens expire.",
  ),
});
