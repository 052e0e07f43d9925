import { env, waitUntil } from "cloudflare:workers";
import { createTokenManager } from "@wakapay/auth-core";
import documented from "../../recipes/workers/worker.ts";

/** As the platform's, but a flight's slot ends 43 s earlier, after two seconds, for all who wait for it at the same time. */
const wait = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms > 30_000 ? ms - 43_000 : ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

let aheadMs = 0;
const common = {
  baseUrl: env.WAKAPAY_BASE_URL,
  apiKey: env.WAKAPAY_API_KEY,
  apiSecret: env.WAKAPAY_API_SECRET,
  now: () => Date.now() + aheadMs,
  onEvent: ({ type }: { readonly type: string }) => console.log(type),
};

/** As a user may write them: in module scope, for every request of the isolate. */
const doors = {
  forgetful: createTokenManager({ ...common, wait }),
  kept: createTokenManager({ ...common, background: waitUntil }),
};

let shared: Promise<unknown> | undefined;

/** The obvious way, which does not survive: tells what became of a promise that an ended request had started. */
async function naive(): Promise<Response> {
  shared ??= fetch(`${env.WAKAPAY_BASE_URL}/business/auth`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ apiKey: env.WAKAPAY_API_KEY, apiSecret: env.WAKAPAY_API_SECRET }),
  }).finally(() => {
    shared = undefined;
  });
  const hangs = new Promise<string>((resolve) => setTimeout(resolve, 500, "hangs"));
  const fate = shared.then(
    () => "lands",
    () => "rejects",
  );
  return new Response(await Promise.race([fate, hangs]));
}

function answer({ pathname }: URL): Promise<Response> | Response {
  const [, door = "", act] = pathname.split("/");
  if (door === "naive") return naive();
  if (door === "documented") return documented.fetch();
  if (door === "ahead") {
    aheadMs = Number(act);
    return new Response();
  }
  const wakapay = door === "kept" ? doors.kept : doors.forgetful;
  if (act === "early") {
    wakapay.getToken().catch(() => {});
    return new Response("early");
  }
  return wakapay
    .fetch("/business/balance?currency=USD")
    .catch((error: unknown) => Response.json(error, { status: 599 }));
}

export default {
  fetch(request: Request): Promise<Response> | Response {
    request.signal.addEventListener("abort", () => console.log("client left"));
    return answer(new URL(request.url));
  },
};
