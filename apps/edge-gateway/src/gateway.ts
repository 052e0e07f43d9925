import { createAuthenticator } from "./access/authenticate.ts";
import { authorize, routeUnknown } from "./access/authorize.ts";
import { preflight, withCorsHeaders } from "./access/cors.ts";
import type { Caller } from "./access/policy.ts";
import { enforceRateLimit } from "./access/rate-limit.ts";
import { type Config, readConfig } from "./config/config.ts";
import { health, readiness } from "./health.ts";
import { misconfigured, Problem } from "./http/problem.ts";
import { knownMethod, logFault, logRequest, type RequestLog } from "./http/request-log.ts";
import { type RawTarget, rawTarget, readTarget } from "./http/request-target.ts";
import { type GatewayResponse, problemResponse, toResponse } from "./http/response.ts";
import { readTrace, type Trace } from "./http/trace.ts";
import { brokerStub } from "./tokens/broker-stub.ts";
import { isolateTokens } from "./tokens/isolate-source.ts";
import { discardBody } from "./upstream/request-body.ts";
import { createUpstream } from "./upstream/send.ts";

/** A request, and what belongs to it on its way through the pipeline. */
interface Arrival {
  readonly request: Request;
  readonly target: RawTarget;
  readonly trace: Trace;
  readonly log: RequestLog;
  /** The `props` of the service binding that it came through; undefined for HTTP, where a gateway key says who calls. */
  readonly props: unknown;
  /** Whose pages may read the answer: every caller's, until it is known who calls. */
  callers: readonly Caller[];
}

/** Answers a request; never throws. `props` are those of a service binding. */
export type Gateway = (request: Request, props?: unknown) => Promise<Response>;

/**
 * Builds the gateway of one isolate: caller → policy → rate limit → token → upstream → answer.
 *
 * The isolate keeps what the environment says and the token's value, and nothing that belongs to a request.
 */
export function createGateway(bindings: Env): Gateway {
  const isolate = once(() => {
    const config = readConfig(bindings);
    const { callers } = config;
    const everybody = [...callers.values()];
    const upstream = createUpstream(isolateTokens(config), config);
    return { config, everybody, authenticate: createAuthenticator(callers), upstream };
  });

  async function answer(arrival: Arrival): Promise<GatewayResponse> {
    const { request, props, trace, log } = arrival;
    const { path } = arrival.target;
    if (path === "/healthz") return health(request.method);
    if (path !== "/readyz" && !/^\/business(?:\/|$)/.test(path)) throw routeUnknown();
    const { config, everybody, authenticate, upstream } = isolate();
    refuseLoop(arrival, config);
    arrival.callers = everybody;
    const allowed = log.method === "OPTIONS" ? preflight(request, arrival.target, everybody) : undefined;
    if (allowed !== undefined) return allowed;
    const caller = await authenticate(request, props);
    log.caller = caller.name;
    arrival.callers = [caller];
    if (path === "/readyz") return readiness(request.method, caller, () => brokerStub(config).state());
    const target = readTarget(arrival.target);
    const route = authorize(request.method, target, caller);
    log.route = route.path;
    await enforceRateLimit(caller, config.burstLimits);
    return upstream({ request, target, route, trace, log });
  }

  return async (request, props) => {
    const startedAt = Date.now();
    const trace = readTrace(request.headers);
    const log: RequestLog = { requestId: trace.requestId, method: knownMethod(request.method) };
    const target = rawTarget(request.url);
    const arrival: Arrival = { request, target, trace, log, props, callers: [] };
    const answered = await answer(arrival).catch(async (error: unknown) => {
      await discardBody(request);
      const problem = error instanceof Problem ? error : internalError(error, trace);
      log.problem = problem.problem;
      return problemResponse(problem);
    });
    if (target.path !== "/healthz")
      logRequest({ ...log, status: answered.status, durationMs: Date.now() - startedAt });
    return toResponse(withCorsHeaders(answered, request, arrival.callers), trace);
  };
}

/** The value, or the refusal, again and again: what an environment says does not change in an isolate. */
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

/** Over HTTP alone: a service binding leads here under whatever address, and WakaPay's own is the natural one. */
function refuseLoop({ request, props }: Arrival, { baseUrl }: Config): void {
  if (props === undefined && request.url.startsWith(`${baseUrl}/`))
    throw misconfigured(["WAKAPAY_BASE_URL is the gateway itself"]);
}

function internalError(error: unknown, { requestId }: Trace): Problem {
  logFault(error, requestId);
  return new Problem(
    "internal_error",
    "Something failed that should not have; tell the operator this X-Request-Id.",
  );
}
