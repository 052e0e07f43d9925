import type { TokenManager } from "@wakapay/auth-core";
import { type Context, Hono } from "hono";
import type { Logger } from "pino";
import { balancesReader } from "./balances.ts";
import { openapi } from "./openapi.ts";
import { type Problem, toProblem } from "./problem.ts";

/** What {@link createApp} needs. */
export interface AppOptions {
  readonly wakapay: TokenManager;
  readonly currencies: readonly string[];
  readonly log: Logger;
  /** Whether the service is stopping, so that it gets no new requests. */
  readonly isStopping: () => boolean;
}

const CALL_TIMEOUT_MS = 15_000;
const READINESS_TIMEOUT_MS = 2_000;

/** Creates the routes of the service. */
export function createApp({ wakapay, currencies, log, isStopping }: AppOptions): Hono {
  const readBalances = balancesReader(wakapay.fetch, currencies);
  const app = new Hono();

  app.use(async (c, next) => {
    const startedAt = performance.now();
    await next();
    if (isStopping()) c.header("connection", "close");
    const durationMs = Math.round(performance.now() - startedAt);
    log.info({ method: c.req.method, path: c.req.path, status: c.res.status, durationMs }, "request");
  });

  app.get("/balances", async (c) => {
    const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
    return c.json({ balances: await readBalances(signal) });
  });

  app.get("/livez", (c) => c.json({ status: "alive" }));

  app.get("/readyz", async (c) => {
    if (isStopping()) return respond(c, { status: 503, title: "The service is stopping." });
    await wakapay.source({ signal: AbortSignal.timeout(READINESS_TIMEOUT_MS) });
    return c.json({ status: "ready" });
  });

  app.get("/openapi.json", (c) => c.json(openapi));

  app.notFound((c) => respond(c, { status: 404, title: "The route does not exist." }));

  app.onError((err, c) => {
    log.error({ err, path: c.req.path }, "request failed");
    return respond(c, toProblem(err));
  });

  return app;
}

function respond(c: Context, { retryAfter, ...problem }: Problem): Response {
  if (retryAfter !== undefined) c.header("retry-after", `${retryAfter}`);
  return c.body(JSON.stringify(problem), problem.status, { "content-type": "application/problem+json" });
}
