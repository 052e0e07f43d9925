import { createTokenManager, type TokenManager } from "@wakapay/auth-core";
import { same } from "./same.ts";
import { statusOf } from "./status-of.ts";
import type { Promises, World } from "./world.ts";

const ECHO = "/business/sandbox-echo";
const PAYMENT = "amount=1000&currency=USD";

/** What is sent again after a 401, and what cannot be. */
export const bodies: Promises = {
  "a string is sent again whole": (world) => isSentAgain(world, () => PAYMENT),
  "bytes are sent again whole": (world) => isSentAgain(world, () => new TextEncoder().encode(PAYMENT)),
  "an ArrayBuffer is sent again whole": (world) =>
    isSentAgain(world, () => new TextEncoder().encode(PAYMENT).buffer),
  "a Blob is sent again whole": (world) =>
    isSentAgain(world, () => new Blob([PAYMENT], { type: "text/plain" })),
  "URLSearchParams are sent again whole": (world) => isSentAgain(world, () => new URLSearchParams(PAYMENT)),

  "a form is sent again whole": async (world) => {
    const form = new FormData();
    form.set("amount", "1000");
    form.set("receipt", new Blob(["paid"], { type: "text/plain" }), "receipt.txt");
    const { once, again } = await sentTwice(world, (send) => send(ECHO, { method: "POST", body: form }));
    // The boundary differs from send to send, but not in its length.
    same([again.bodyLength, mime(again)], [once.bodyLength, mime(once)]);
    same(mime(again), "multipart/form-data");
  },

  "a Request is sent again whole, with its headers": async (world) => {
    const init = { method: "POST", headers: { "Idempotency-Key": "order-1" }, body: PAYMENT };
    const { once, again } = await sentTwice(world, (send) =>
      send(new Request(world.options.baseUrl + ECHO, init)),
    );
    same(again, once);
    same([again.bodyLength, again.idempotencyKey], [PAYMENT.length, "order-1"]);
  },

  "a Request in place of the options is sent again, with its method and headers": async (world) => {
    const headers = { "Idempotency-Key": "order-1" };
    const options = () => new Request(world.options.baseUrl, { method: "PUT", headers });
    const { once, again } = await sentTwice(world, (send) => send(ECHO, options()));
    same(again, once);
    same(again.idempotencyKey, "order-1");
  },

  "a one-shot stream is not sent again: its 401 is returned, and the next call has a new token": async (
    world,
  ) => {
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

/** What arrives of the same request with a good token, and with a revoked one. */
async function sentTwice(world: World, request: (send: Send) => Promise<Response>) {
  const manager = createTokenManager(world.options);
  const once: Echo = JSON.parse(await (await request(manager.fetch)).text());
  await world.revoke();
  const again: Echo = JSON.parse(await (await request(manager.fetch)).text());
  same(await world.exchanges(), 2);
  return { once, again };
}

async function isSentAgain(world: World, body: () => NonNullable<RequestInit["body"]>): Promise<void> {
  const { once, again } = await sentTwice(world, (send) => send(ECHO, { method: "POST", body: body() }));
  same(again, once);
  same(again.bodyLength, PAYMENT.length);
}

function mime({ contentType }: Echo): string | undefined {
  return contentType?.split(";")[0];
}
