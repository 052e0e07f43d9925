import * as v from "valibot";
import { errorResponse, undocumented } from "./http/error-response.ts";
import { type CredentialsEnvironment, environmentCredentials } from "./options/environment-credentials.ts";
import { parse } from "./options/parse.ts";
import type { SandboxOptions } from "./options/sandbox-options.ts";
import { mustBe, wholeNumberText } from "./options/schema.ts";
import { lifetimeRange } from "./options/settings.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";

/** The bindings of the Worker. */
export interface WorkerEnvironment extends CredentialsEnvironment {
  /** Lifetime of new tokens, in whole seconds. Default: 3600 (1 hour). */
  readonly SANDBOX_LIFETIME_SECONDS?: string;
  /** `true` if a new token revokes the earlier tokens of its account. Default: `false`. */
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
 * restart. `workerd` and `wrangler dev` run one isolate. If a binding is missing or invalid, every
 * request gets a 503 that names the binding.
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
      return sandbox.fetch(request);
    },
  };
}

const bindingsSchema = v.object({
  SANDBOX_LIFETIME_SECONDS: v.optional(wholeNumberText(...lifetimeRange)),
  SANDBOX_SINGLE_LIVE_TOKEN: v.optional(v.picklist(["true", "false"], mustBe('"true" or "false"'))),
});

function readBindings(environment: WorkerEnvironment): SandboxOptions {
  const bindings = parse(bindingsSchema, environment, "bindings");
  return {
    credentials: environmentCredentials(environment),
    lifetimeSeconds: bindings.SANDBOX_LIFETIME_SECONDS,
    singleLiveToken: bindings.SANDBOX_SINGLE_LIVE_TOKEN === "true",
  };
}
