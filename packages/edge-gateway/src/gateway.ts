import { waitUntil } from "cloudflare:workers";
import { authorize, routeUnknown } from "./access/authorize.ts";
import { preflight, withCorsHeaders } from "./access/cors.ts";
import { createQuota } from "./access/quota.ts";
import { enforceRateLimit } from "./access/rate-limit.ts";
import { accountNameOf, createAccounts } from "./accounts.ts";
import type { Bindings } from "./config/bindings.ts";
import { type Config, readConfig } from "./config/config.ts";
import { ConfigError } from "./config/config-error.ts";
import { health, readiness } from "./health.ts";
import { figuresOf } from "./http/figures.ts";
import { Problem } from "./http/problem.ts";
import { logError, loggedMethod, logInternalError, logRequest, type RequestLog } from "./http/request-log.ts";
import { checkTarget, readTarget, type Target } from "./http/request-target.ts";
import { type GatewayResponse, problemResponse, toResponse } from "./http/response.ts";
import { readTrace, type Trace } from "./http/trace.ts";
import { createAuthenticator } from "./identity/authenticate.ts";
import type { Caller } from "./policy/policy.ts";
import type { BrokerNamespace } from "./tokens/broker-client.ts";
import { discardBody } from "./upstream/request-body.ts";

/** The status that is logged if the caller disconnects. No response is sent. */
const CLIENT_CLOSED_REQUEST = 499;

/** A request and its context. */
interface Arrival {
  readonly request: Request;
  readonly target: Target;
  readonly trace: Trace;
  readonly log: RequestLog;
  /** The `props` of the service binding. `undefined` over HTTP. */
  readonly props: unknown;
  /** Called when the request must complete even if its caller disconnects. */
  readonly commit: () => void;
}

/** A response, and the callers whose pages may read it. */
interface Outcome {
  readonly response: GatewayResponse;
  readonly callers: readonly Caller[];
}

/** Handles a request. Never throws. `props` are those of a service binding. */
export type Pipeline = (request: Request, props?: unknown) => Promise<Response>;

/**
 * Creates the gateway of an isolate: authenticate → authorize → rate limit → quota → token → send
 * → respond.
 *
 * An isolate caches its configuration and the tokens, and nothing that belongs to a request.
 *
 * @example
 * const pipeline = createPipeline(env, { production: policy });
 * const response = await pipeline(request);
 */
export function createPipeline(
  bindings: Bindings<BrokerNamespace>,
  policies: Readonly<Record<string, string>>,
): Pipeline {
  const writeFigure = figuresOf(bindings.FIGURES);
  const isolate = once(() => {
    const config = readConfig(bindings, policies);
    const everyone = [...config.callers.values()];
    const authenticate = createAuthenticator(config.callers, { background: waitUntil });
    const enforceQuota = createQuota(config, { background: waitUntil });
    const accounts = createAccounts(config, { background: waitUntil, writeFigure });
    return { config, everyone, authenticate, enforceQuota, accounts };
  });

  async function handle({ request, target, trace, log, props, commit }: Arrival): Promise<Outcome> {
    const { method } = request;
    let callers: readonly Caller[] = [];
    try {
      if (target.path === "/healthz") return { response: health(method), callers };
      if (target.path !== "/readyz" && !/^\/business(?:\/|$)/.test(target.path)) throw routeUnknown();
      const { config, everyone, authenticate, enforceQuota, accounts } = isolate();
      if (props === undefined) refuseLoop(request, config);
      callers = everyone;
      const allowed = method === "OPTIONS" && preflight(request, target, everyone);
      if (allowed) return { response: allowed, callers };
      const caller = await authenticate(request, props, log);
      log.caller = caller.name;
      log.account = accountNameOf(caller);
      callers = [caller];
      if (target.path === "/readyz")
        return { response: await readiness(method, caller, accounts.all), callers };
      checkTarget(target);
      const route = authorize(method, target, caller);
      log.route = route.path;
      // To await a stage without work takes 1.5% of a request.
      if (caller.burst) await enforceRateLimit(caller, config.burstLimits);
      const { upstream } = accounts.of(caller);
      if (caller.quota) await enforceQuota(caller);
      return { response: await upstream({ request, target, route, trace, log, commit }), callers };
    } catch (error) {
      await discardBody(request);
      const problem = toProblem(error, trace, bindings);
      log.problem = problem.problem;
      return { response: problemResponse(problem, trace), callers };
    }
  }

  return async (request, props) => {
    const startedAt = Date.now();
    const trace = readTrace(request.headers);
    const log: RequestLog = { requestId: trace.requestId, method: loggedMethod(request.method) };
    const target = readTarget(request.url);
    let isCommitted = false;
    let isLogged = target.path === "/healthz";

    function commit(): void {
      isCommitted = true;
    }

    function writeLine(status: number): void {
      if (isLogged) return;
      isLogged = true;
      log.status = status;
      log.durationMs = Date.now() - startedAt;
      logRequest(log);
      writeFigure?.({ kind: "request", ...log });
    }

    // If the caller disconnects, the platform cancels the request, unless it is committed.
    request.signal.addEventListener("abort", () => {
      if (!isCommitted) writeLine(CLIENT_CLOSED_REQUEST);
    });
    const { response, callers } = await handle({ request, target, trace, log, props, commit });
    writeLine(response.status);
    return toResponse(withCorsHeaders(response, request, callers), trace);
  };
}

/** Calls `read` once, and repeats its result or error. An isolate's environment never changes. */
function once<T>(read: () => T): () => T {
  try {
    const value = read();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Over a service binding, the URL can have any host; WakaPay's own is a natural choice. */
function refuseLoop({ url }: Request, { baseUrl }: Config): void {
  if (!url.startsWith(`${baseUrl}/`)) return;
  throw new ConfigError(["WAKAPAY_BASE_URL must not be the gateway's own address"]);
}

function toProblem(error: unknown, { requestId }: Trace, { GATEWAY_ENVIRONMENT }: Bindings): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ConfigError) {
    logError({ event: "misconfigured", requestId, faults: error.faults });
    return misconfigured(error, GATEWAY_ENVIRONMENT === "local");
  }
  logInternalError(error, requestId);
  return new Problem("internal_error", "Report the X-Request-Id of this response to the gateway's operator.");
}

/** Names the faults in the local environment only. Elsewhere, they are in the log. */
function misconfigured({ faults }: ConfigError, isLocal: boolean): Problem {
  return isLocal
    ? new Problem("misconfigured", `Correct the configuration: ${faults.join("; ")}.`, {
        members: { faults },
      })
    : new Problem("misconfigured", "Contact the gateway's operator.");
}
