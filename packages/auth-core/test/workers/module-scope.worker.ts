import { env, waitUntil } from "cloudflare:workers";
import { createTokenManager } from "@wakapay/auth-core";
import recipe from "../../recipes/workers/worker.ts";

/** The platform's timer, except that a flight of 45 s times out after 2 s. */
const wait = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms > 30_000 ? ms - 43_000 : ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

let elapsedMs = 0;
const common = {
  baseUrl: env.WAKAPAY_BASE_URL,
  apiKey: env.WAKAPAY_API_KEY,
  apiSecret: env.WAKAPAY_API_SECRET,
  now: () => Date.now() + elapsedMs,
  onEvent: ({ type }: { readonly type: string }) => console.log(type),
};

/** Managers in module scope, which all requests of the isolate share. */
const managers = {
  "with-background": createTokenManager({ ...common, background: waitUntil }),
  "without-background": createTokenManager({ ...common, wait }),
};

let shared: Promise<unknown> | undefined;

/** Shares a promise between requests without auth-core. Returns what happens to the promise. */
async function sharePromise(): Promise<Response> {
  shared ??= fetch(`${env.WAKAPAY_BASE_URL}/business/auth`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ apiKey: env.WAKAPAY_API_KEY, apiSecret: env.WAKAPAY_API_SECRET }),
  }).finally(() => {
    shared = undefined;
  });
  const hangs = new Promise<string>((resolve) => setTimeout(resolve, 500, "hangs"));
  const outcome = shared.then(
    () => "resolves",
    () => "rejects",
  );
  return new Response(await Promise.race([outcome, hangs]));
}

function route({ pathname }: URL): Promise<Response> | Response {
  const [, name = "", action] = pathname.split("/");
  if (name === "shared-promise") return sharePromise();
  if (name === "recipe") return recipe.fetch();
  if (name === "elapse") {
    elapsedMs = Number(action);
    return new Response();
  }
  const wakapay = managers[name === "with-background" ? name : "without-background"];
  if (action === "early-response") {
    wakapay.getToken().catch(() => {});
    return new Response("early");
  }
  return wakapay
    .fetch("/business/balance?currency=USD")
    .catch((error: unknown) => Response.json(error, { status: 599 }));
}

export default {
  fetch(request: Request): Promise<Response> | Response {
    request.signal.addEventListener("abort", () => console.log("disconnected"));
    return route(new URL(request.url));
  },
};
