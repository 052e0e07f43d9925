import { checkBearer } from "./api/check-bearer.ts";
import { getHealth } from "./api/get-health.ts";
import { getOpenApi } from "./api/get-openapi.ts";
import { createApiRouter } from "./api/router.ts";
import type { Controls } from "./control/controls.ts";
import { createControlRouter } from "./control/router.ts";
import { delay } from "./faults/delay.ts";
import { type FaultRoute, faultSchema } from "./faults/fault.ts";
import { createFaultQueue } from "./faults/fault-queue.ts";
import { playFault } from "./faults/play-fault.ts";
import { paths } from "./http/paths.ts";
import { credentialsSchema } from "./options/credentials.ts";
import { parse } from "./options/parse.ts";
import {
  type SandboxOptions,
  type Settings,
  type SettingsChange,
  sandboxOptionsSchema,
  settingsSchema,
} from "./options/sandbox-options.ts";
import { createAccounts } from "./state/accounts.ts";
import { type Call, createJournal } from "./state/journal.ts";
import { redactPath } from "./state/redact-path.ts";
import { createTokens } from "./state/tokens.ts";

const DEFAULTS: Settings = { lifetimeSeconds: 3600, singleLiveToken: false };

/** A fake of the WakaPay API, and the controls for it. */
export interface Sandbox extends Controls {
  /**
   * Sends a request to the sandbox. Can be passed wherever a `fetch` function is expected. Ignores
   * the host of the URL, and returns redirects without following them.
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
}

/**
 * Creates a sandbox that runs inside your program, on any runtime with `fetch`.
 *
 * It opens no port. To serve it over HTTP, use `serve` from `@wakapay/sandbox/serve`. Throws a
 * `TypeError` if an option is missing or invalid.
 *
 * @example
 * const credentials = { apiKey: "my-key", apiSecret: "my-secret" };
 * const sandbox = createSandbox({ credentials: [credentials] });
 * const response = await sandbox.fetch("https://api.test.wakapay.io/business/auth", {
 *   method: "POST",
 *   headers: { "Content-Type": "application/json" },
 *   body: JSON.stringify(credentials),
 * });
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  const {
    credentials,
    control = false,
    business,
    ...changes
  } = parse(sandboxOptionsSchema, options, "options");
  // Reads `Date.now` at each call, because fake timers replace it.
  const { now = () => Date.now(), wait = delay } = options;
  const initial = withChange(DEFAULTS, changes);
  let settings = initial;
  const accounts = createAccounts(credentials);
  const tokens = createTokens({ now });
  const faults = createFaultQueue();
  const journal = createJournal({ now });
  const api = createApiRouter({ accounts, tokens, settings: () => settings, business });

  const controls: Controls = {
    journal: journal.entries,
    exchanges: journal.exchanges,
    fault: (fault) => faults.add(parse(faultSchema, fault, "fault")),
    revoke: tokens.revoke,
    rotate: (replacements) => accounts.rotate(parse(credentialsSchema, replacements, "credentials")),
    configure(change) {
      settings = withChange(settings, parse(settingsSchema, change, "settings"));
    },
    reset() {
      faults.clear();
      journal.reset();
      accounts.rotate(credentials);
      settings = initial;
    },
  };
  const controlApi = control ? createControlRouter(controls) : undefined;

  async function respond(request: Request, route: FaultRoute | undefined, call: Call): Promise<Response> {
    const caller = route === "business" ? await checkBearer(request, call, tokens) : undefined;
    const fault = route && faults.take(route);
    const scripted = fault && (await playFault(fault, { signal: request.signal, call, wait }));
    if (scripted !== undefined) return scripted;
    return caller instanceof Response ? caller : api(request, call, caller);
  }

  return {
    ...controls,
    async fetch(input, init) {
      const request = input instanceof Request && init === undefined ? input : new Request(input, init);
      request.signal.throwIfAborted();
      const path = new URL(request.url).pathname;
      if (path === paths.health) return getHealth(request.method);
      if (path === paths.openapi) return getOpenApi(request);
      if (controlApi && path.startsWith("/_sandbox/")) return controlApi(request);
      const route = routeOf(request.method, path);
      const call = journal.record(request.method, redactPath(path, accounts.occursIn), route === "auth");
      const response = await respond(request, route, call);
      call.end(response.status);
      // The request took effect, but like any fetch, an aborted one has no response.
      request.signal.throwIfAborted();
      return response;
    },
  };
}

function withChange(settings: Settings, change: SettingsChange): Settings {
  return {
    lifetimeSeconds: change.lifetimeSeconds ?? settings.lifetimeSeconds,
    singleLiveToken: change.singleLiveToken ?? settings.singleLiveToken,
  };
}

function routeOf(method: string, path: string): FaultRoute | undefined {
  if (path === paths.exchange) return method === "POST" ? "auth" : undefined;
  return path.startsWith("/business/") ? "business" : undefined;
}
