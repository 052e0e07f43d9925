import * as v from "valibot";
import { errorResponse, undocumented } from "./http/error-response.ts";
import { isScenarioName, type ScenarioName, scenarioNames } from "./options/built-in-scenarios.ts";
import { type CredentialsEnvironment, environmentCredentials } from "./options/environment-credentials.ts";
import { parse } from "./options/parse.ts";
import type { SandboxOptions } from "./options/sandbox-options.ts";
import { type Scenario, scenarioSchema } from "./options/scenario.ts";
import { mustBe, wholeNumberText } from "./options/schema.ts";
import { lifetimeRange } from "./options/settings.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";

/** The bindings of the Worker. */
export interface WorkerEnvironment extends CredentialsEnvironment {
  /**
   * The state in which the sandbox starts: the name of a built-in scenario, or a scenario as JSON.
   * If it has credentials, the other two bindings are optional. Default: `calm`.
   */
  readonly SANDBOX_SCENARIO?: string;
  /** Lifetime of new tokens, in whole seconds. Default: that of the scenario, or 3600. */
  readonly SANDBOX_LIFETIME_SECONDS?: string;
  /** `true` if a new token revokes the earlier tokens of its account. Default: as the scenario. */
  readonly SANDBOX_SINGLE_LIVE_TOKEN?: string;
}

/** The default export of a Cloudflare Worker. */
export interface SandboxWorker {
  fetch(request: Request, environment: WorkerEnvironment): Promise<Response>;
}

/**
 * The sandbox as a Cloudflare Worker, without a control API.
 *
 * Each isolate has its own signing key, so a token is unknown to other isolates and after a
 * restart. `workerd` and `wrangler dev` run one isolate. A scripted hang-up is a 500. If a binding
 * is missing or invalid, every request gets a 503 that names the binding.
 *
 * @example
 * export { default } from "@wakapay/sandbox/worker";
 */
const worker: SandboxWorker = createWorker();
export default worker;

function createWorker(): SandboxWorker {
  let sandbox: Sandbox | undefined;
  return {
    async fetch(request, environment) {
      try {
        sandbox ??= createSandbox(readBindings(environment));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        return errorResponse(503, error.message, undocumented);
      }
      try {
        return await sandbox.fetch(request);
      } catch (error) {
        if (request.signal.aborted) throw error;
        return errorResponse(500, "scripted hang-up: a Worker cannot close the connection", undocumented);
      }
    },
  };
}

const SCENARIO = `one of: ${scenarioNames.join(", ")}, or a scenario as JSON`;

const scenarioSchemaOfText: v.GenericSchema<unknown, ScenarioName | Scenario> = v.lazy((text) =>
  isScenarioName(text)
    ? v.custom<ScenarioName>(isScenarioName)
    : v.pipe(v.string(mustBe(SCENARIO)), v.parseJson(undefined, mustBe(SCENARIO)), scenarioSchema),
);

const bindingsSchema = v.object({
  SANDBOX_SCENARIO: v.optional(scenarioSchemaOfText),
  SANDBOX_LIFETIME_SECONDS: v.optional(wholeNumberText(...lifetimeRange)),
  SANDBOX_SINGLE_LIVE_TOKEN: v.optional(v.picklist(["true", "false"], mustBe('"true" or "false"'))),
});

function readBindings(environment: WorkerEnvironment): SandboxOptions {
  const bindings = parse(bindingsSchema, environment, "bindings");
  const { SANDBOX_SCENARIO: scenario, SANDBOX_SINGLE_LIVE_TOKEN: singleLiveToken } = bindings;
  return {
    scenario,
    credentials: environmentCredentials(environment, scenario),
    lifetimeSeconds: bindings.SANDBOX_LIFETIME_SECONDS,
    singleLiveToken: singleLiveToken === undefined ? undefined : singleLiveToken === "true",
  };
}
