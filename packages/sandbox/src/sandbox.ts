import { checkBearer } from "./api/check-bearer.ts";
import { getHealth } from "./api/get-health.ts";
import { getOpenApi } from "./api/get-openapi.ts";
import { createApiRouter } from "./api/router.ts";
import type { Controls } from "./control/controls.ts";
import { createControls } from "./control/create-controls.ts";
import { createGuard } from "./control/guard.ts";
import { createControlRouter } from "./control/router.ts";
import { delay } from "./faults/delay.ts";
import { createFaultQueue, type ScriptedFault } from "./faults/fault-queue.ts";
import { playFault } from "./faults/play-fault.ts";
import { bearerOf } from "./http/bearer.ts";
import { fingerprintOf } from "./http/fingerprint.ts";
import { paths } from "./http/paths.ts";
import type { FaultRoute } from "./options/fault.ts";
import { parse } from "./options/parse.ts";
import { type SandboxOptions, sandboxOptionsSchema } from "./options/sandbox-options.ts";
import { initialState } from "./options/start-state.ts";
import { createAccounts } from "./state/accounts.ts";
import { createClock } from "./state/clock.ts";
import { createCurrentSettings } from "./state/current-settings.ts";
import { type Call, createJournal } from "./state/journal.ts";
import { maskHeaders } from "./state/mask-headers.ts";
import { redactPath } from "./state/redact-path.ts";
import { createSecrets } from "./state/secrets.ts";
import { createTokens } from "./state/tokens.ts";

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
  const parsed = parse(sandboxOptionsSchema, options, "options");
  // Reads `Date.now` at each call, because fake timers replace it.
  const { now = () => Date.now(), wait = delay } = options;
  const { controlToken, control = controlToken !== undefined, seed, business } = parsed;
  const initial = initialState(parsed);
  const clock = createClock(now);
  const secrets = createSecrets();
  if (controlToken !== undefined) secrets.add([controlToken]);
  const accounts = createAccounts(initial.credentials, secrets);
  const tokens = createTokens({ now: clock.now, seed });
  const settings = createCurrentSettings(initial.settings);
  const faults = createFaultQueue();
  const journal = createJournal(clock);
  const api = createApiRouter({ accounts, tokens, settings: settings.get, secrets, business });
  const controls = createControls({
    options: parsed,
    initial,
    accounts,
    tokens,
    faults,
    journal,
    clock,
    settings,
  });
  const guard = createGuard(controlToken);
  const controlApi = createControlRouter(controls, wait);

  async function respond(
    request: Request,
    call: Call,
    { route, fault }: { route: FaultRoute | undefined; fault: ScriptedFault | undefined },
  ): Promise<Response> {
    const bearer = bearerOf(request.headers);
    const fingerprint = bearer === undefined ? undefined : await fingerprintOf(bearer);
    call.note({ request: { headers: maskHeaders(request.headers, secrets, fingerprint) } });
    if (fault?.fault.revoke) tokens.revoke(undefined, "a fault");
    const caller = route === "business" ? await checkBearer(request, call, tokens) : undefined;
    const scripted = fault && (await playFault(fault, { signal: request.signal, call, wait }));
    if (scripted !== undefined) return scripted;
    return caller instanceof Response ? caller : api(request, call, caller);
  }

  async function respondToCaller(request: Request, path: string): Promise<Response> {
    const route = routeOf(request.method, path);
    // Before anything is awaited, so that faults apply in the order of arrival.
    const fault = route && faults.take(route);
    const call = journal.record({ method: request.method, path: redactPath(path, secrets) }, route);
    try {
      const response = await respond(request, call, { route, fault });
      const { status, headers } = response;
      const source = headers.get("wakapay-sandbox") ?? "documented";
      call.end({ status, response: { source, headers: maskHeaders(headers, secrets) } });
      return response;
    } catch (error) {
      call.end(null);
      throw error;
    }
  }

  return {
    ...controls,
    async fetch(input, init) {
      const request = input instanceof Request && init === undefined ? input : new Request(input, init);
      request.signal.throwIfAborted();
      const path = new URL(request.url).pathname;
      if (path === paths.health) return getHealth(request.method);
      if (path === paths.openapi) return getOpenApi(request);
      const isControl = control && path.startsWith("/_sandbox/");
      const response = isControl
        ? ((await guard(request)) ?? (await controlApi(request)))
        : await respondToCaller(request, path);
      // The request took effect, but like any fetch, an aborted one has no response.
      request.signal.throwIfAborted();
      return response;
    },
  };
}

function routeOf(method: string, path: string): FaultRoute | undefined {
  if (path === paths.exchange) return method === "POST" ? "auth" : undefined;
  return path.startsWith("/business/") ? "business" : undefined;
}
