import { type Context, Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { HTTPException } from "hono/http-exception";
import { proxy } from "hono/proxy";
import { requestId } from "hono/request-id";
import { timingSafeEqual } from "hono/utils/buffer";

/**
 * The gateway's duties as one would write them with Hono's own parts: a key, a route with a checked
 * query, a request ID, a cached token with one renewal after a 401, a deadline, a log line even if
 * the caller disconnects, and headers of its own.
 */
interface Bindings {
  readonly WAKAPAY_BASE_URL: string;
  readonly WAKAPAY_API_KEY: string;
  readonly WAKAPAY_API_SECRET: string;
  readonly CALLER_KEY: string;
}

type Env = { Bindings: Bindings; Variables: { requestId: string } };

const LEEWAY_MS = 60_000;
const TIMEOUT_MS = 30_000;
const CURRENCIES = ["USD", "EUR"];
let cached: { readonly token: string; readonly renewAt: number } | undefined;

async function requestToken(bindings: Bindings): Promise<string> {
  const { WAKAPAY_BASE_URL, WAKAPAY_API_KEY, WAKAPAY_API_SECRET } = bindings;
  const response = await fetch(`${WAKAPAY_BASE_URL}/business/auth`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ apiKey: WAKAPAY_API_KEY, apiSecret: WAKAPAY_API_SECRET }),
  });
  if (!response.ok) throw new HTTPException(503, { message: "No token is available." });
  const { accessToken, expiresIn }: { accessToken: string; expiresIn: number } = await response.json();
  cached = { token: accessToken, renewAt: Date.now() + expiresIn * 1_000 - LEEWAY_MS };
  return accessToken;
}

async function getToken(bindings: Bindings): Promise<string> {
  return cached !== undefined && Date.now() < cached.renewAt ? cached.token : requestToken(bindings);
}

const app = new Hono<Env>();

app.use("/business/*", requestId(), async (c, next) => {
  const startedAt = Date.now();
  const log = (status: number) =>
    console.log(
      JSON.stringify({
        event: "request",
        requestId: c.get("requestId"),
        method: c.req.method,
        status,
        route: c.req.path,
        durationMs: Date.now() - startedAt,
      }),
    );
  c.req.raw.signal.addEventListener("abort", () => log(499));
  await next();
  c.header("cache-control", "no-store");
  c.header("x-content-type-options", "nosniff");
  log(c.res.status);
});

app.use(
  "/business/*",
  bearerAuth({ verifyToken: (token, c: Context<Env>) => timingSafeEqual(token, c.env.CALLER_KEY) }),
);

app.get("/business/balance", async (c) => {
  if (!CURRENCIES.includes(c.req.query("currency") ?? "")) throw new HTTPException(403);
  const { pathname, search } = new URL(c.req.url);
  const send = async (token: string): Promise<Response> => {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), TIMEOUT_MS);
    try {
      return await proxy(c.env.WAKAPAY_BASE_URL + pathname + search, {
        ...c.req,
        headers: {
          accept: c.req.header("accept"),
          "x-request-id": c.get("requestId"),
          authorization: `Bearer ${token}`,
        },
        redirect: "manual",
        signal: deadline.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  };

  const token = await getToken(c.env);
  const response = await send(token);
  if (response.status !== 401) return response;
  if (cached?.token === token) cached = undefined;
  return send(await getToken(c.env));
});

export default app;
