import { documentedError, invented } from "./http/error-response.ts";
import { type CredentialsEnvironment, environmentCredentials } from "./options/environment.ts";
import { createSandbox, type Sandbox } from "./sandbox.ts";

/** What the Worker form reads from its bindings. */
export interface WorkerEnvironment extends CredentialsEnvironment {
  /** How long a token lasts, in whole seconds. Default 3600. */
  readonly SANDBOX_LIFETIME_SECONDS?: string;
  /** `true`: a new exchange ends the account's earlier tokens. Default `false`. */
  readonly SANDBOX_SINGLE_LIVE_TOKEN?: string;
}

/** The Worker form: what a Cloudflare Worker exports by default. */
export interface SandboxWorker {
  fetch(request: Request, environment: WorkerEnvironment): Promise<Response>;
}

/**
 * The sandbox as a Worker, without control API: nobody can script faults there.
 *
 * Each isolate is a sandbox of its own, with its own signing key: a token that one issued is unknown to another, and to
 * the next after a restart. `workerd` and `wrangler dev` run one. Where a binding is missing or wrong, every call gets a
 * 503 that names it, without values.
 */
const worker: SandboxWorker = createWorker();
export default worker;

function createWorker(): SandboxWorker {
  let sandbox: Sandbox | undefined;
  return {
    async fetch(request, environment) {
      try {
        sandbox ??= createSandbox({
          credentials: environmentCredentials(environment),
          ...readBindings(environment),
        });
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        return documentedError(503, error.message, invented);
      }
      return sandbox.fetch(request);
    },
  };
}

function readBindings(environment: WorkerEnvironment): { lifetimeSeconds: number; singleLiveToken: boolean } {
  const { SANDBOX_LIFETIME_SECONDS: lifetime = "3600", SANDBOX_SINGLE_LIVE_TOKEN: single = "false" } =
    environment;
  if (!/^\d+$/.test(lifetime)) throw new TypeError("SANDBOX_LIFETIME_SECONDS must be a whole number.");
  if (!/^(true|false)$/.test(single)) throw new TypeError("SANDBOX_SINGLE_LIVE_TOKEN must be true or false.");
  return { lifetimeSeconds: Number(lifetime), singleLiveToken: single === "true" };
}
