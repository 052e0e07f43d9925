import { authorizedFetch, createTokenManager, type TokenManager } from "@wakapay/auth-core";
import { rejection } from "./rejection.ts";
import { same } from "./same.ts";
import { statusOf } from "./status-of.ts";
import type { Behaviors, World } from "./world.ts";

const ECHO = "/business/sandbox-echo";
const PAYMENT = "amount=1000&currency=USD";

/** Which request bodies are resent after a 401. */
export const requestBodies: Behaviors = {
  "resends a string": (world) => isResent(world, () => PAYMENT),
  "resends bytes": (world) => isResent(world, () => new TextEncoder().encode(PAYMENT)),
  "resends an ArrayBuffer": (world) => isResent(world, () => new TextEncoder().encode(PAYMENT).buffer),
  "resends a Blob": (world) => isResent(world, () => new Blob([PAYMENT], { type: "text/plain" })),
  "resends URLSearchParams": (world) => isResent(world, () => new URLSearchParams(PAYMENT)),

  "resends a form": async (world) => {
    const form = new FormData();
    form.set("amount", "1000");
    form.set("receipt", new Blob(["paid"], { type: "text/plain" }), "receipt.txt");
    const { once, again } = await sentTwice(world, (send) => send(ECHO, { method: "POST", body: form }));
    // Each send has another boundary of the same length.
    same([again.bodyLength, mime(again)], [once.bodyLength, mime(once)]);
    same(mime(again), "multipart/form-data");
  },

  "resends a Request with its body and headers": async (world) => {
    const init = { method: "POST", headers: { "Idempotency-Key": "order-1" }, body: PAYMENT };
    const { once, again } = await sentTwice(world, (send) =>
      send(new Request(world.options.baseUrl + ECHO, init)),
    );
    same(again, once);
    same([again.bodyLength, again.idempotencyKey], [PAYMENT.length, "order-1"]);
  },

  "resends a Request that is passed as the options": async (world) => {
    const headers = { "Idempotency-Key": "order-1" };
    const options = () => new Request(world.options.baseUrl, { method: "PUT", headers });
    const { once, again } = await sentTwice(world, (send) => send(ECHO, options()));
    same(again, once);
    same(again.idempotencyKey, "order-1");
  },

  "releases the copy of a Request if the send fails": async ({ options }) => {
    const { clone } = Request.prototype;
    const copies: Request[] = [];
    Object.assign(Request.prototype, {
      clone(this: Request) {
        const copy = Reflect.apply(clone, this, []);
        copies.push(copy);
        return copy;
      },
    });
    try {
      const source = async () => ({ value: "token", issuedAt: 0, expiresAt: Number.MAX_SAFE_INTEGER });
      const reason = new Error("Connection failed");
      const fetch = authorizedFetch(source, { ...options, fetch: () => Promise.reject(reason) });
      const request = new Request(options.baseUrl + ECHO, { method: "POST", body: PAYMENT });
      same((await rejection(fetch(request))) === reason, true);
    } finally {
      Object.assign(Request.prototype, { clone });
    }
    same(copies.length, 1);
    same((await copies[0]?.body?.getReader().read())?.done, true);
  },

  "returns the 401 for a stream, and uses a new token for the next call": async (world) => {
    const work: Promise<unknown>[] = [];
    const manager = createTokenManager({ ...world.options, background: (renewal) => work.push(renewal) });
    await manager.getToken();
    await world.revoke();
    const body = new Blob([PAYMENT]).stream();
    const init = { method: "POST", body, duplex: "half" } as const;
    same(await statusOf(await manager.fetch(ECHO, init)), 401);
    await Promise.all(work);
    same(await statusOf(await manager.fetch(ECHO, { method: "PUT" })), 200);
    same(await world.calls(), [
      "POST /business/auth 200",
      "POST /business/sandbox-echo 401",
      "POST /business/auth 200",
      "PUT /business/sandbox-echo 200",
    ]);
  },
};

interface Echo {
  readonly bodyLength: number;
  readonly bodySha256: string;
  readonly contentType: string | null;
  readonly idempotencyKey: string | null;
}

type Send = TokenManager["fetch"];

/** Returns what arrives of a request with a valid token, and with a revoked one. */
async function sentTwice(world: World, request: (send: Send) => Promise<Response>) {
  const manager = createTokenManager(world.options);
  const once: Echo = JSON.parse(await (await request(manager.fetch)).text());
  await world.revoke();
  const again: Echo = JSON.parse(await (await request(manager.fetch)).text());
  same(await world.exchanges(), 2);
  return { once, again };
}

async function isResent(world: World, body: () => NonNullable<RequestInit["body"]>): Promise<void> {
  const { once, again } = await sentTwice(world, (send) => send(ECHO, { method: "POST", body: body() }));
  same(again, once);
  same(again.bodyLength, PAYMENT.length);
}

function mime({ contentType }: Echo): string | undefined {
  return contentType?.split(";")[0];
}
