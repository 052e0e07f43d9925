import { waitUntil } from "cloudflare:workers";
import { cached } from "@wakapay/auth-core";
import { passedOn, refused, stated } from "./answer.ts";
import { brokered } from "./brokered.ts";
import { identify } from "./caller.ts";
import { type Config, readConfig } from "./config.ts";
import { permit, routeUnknown } from "./policy.ts";
import { Problem } from "./problem.ts";
import { rawPath, readTarget } from "./target.ts";
import { readTrace, type Trace } from "./trace.ts";
import { sendUpstream } from "./upstream.ts";

/** Answers a request; never throws. */
export type Gateway = (request: Request) => Promise<Response>;

/**
 * Builds the gateway of one isolate: caller → policy → token → upstream → answer.
 *
 * The isolate keeps what the environment says and the token's value, and nothing that belongs to a request.
 */
export function createGateway(bindings: Env): Gateway {
  const configured = checked(() => readConfig(bindings));
  const broker = brokered((request) => brokerOf(configured()).token(request));
  const tokens = cached(broker, { background: waitUntil });

  async function businessAnswer(request: Request, trace: Trace): Promise<Response> {
    const config = configured();
    const caller = await identify(request.headers.get("authorization"), config.callers);
    const target = readTarget(request.url);
    const route = permit(request.method, target, caller);
    return passedOn(await sendUpstream({ request, target, route, trace }, tokens, config));
  }

  async function answer(request: Request, trace: Trace): Promise<Response> {
    const path = rawPath(request.url);
    if (path === "/healthz") return health(request.method);
    if (!/^\/business(?:\/|$)/.test(path)) throw routeUnknown();
    return businessAnswer(request, trace);
  }

  return async (request) => {
    const trace = readTrace(request.headers);
    const response = await answer(request, trace).catch((error: unknown) => refused(problemOf(error)));
    response.headers.set("x-request-id", trace.requestId);
    response.headers.set("traceparent", trace.traceparent);
    return response;
  };
}

/** Whether the Worker runs; asks nobody. */
function health(method: string): Response {
  if (method === "GET" || method === "HEAD") return stated({ status: "ok" });
  throw new Problem("method_refused", "Use one of: GET, HEAD.", { headers: { allow: "GET, HEAD" } });
}

function brokerOf({ broker, environment, baseUrl }: Config) {
  return broker.getByName(`${environment} ${baseUrl}`);
}

/** Reads once, and from then on answers with the value or throws what reading threw. */
function checked<T>(read: () => T): () => T {
  try {
    const value = read();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(
    "internal_error",
    "Something failed that should not have; tell the gateway's operator the X-Request-Id.",
  );
}
