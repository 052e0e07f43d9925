import { createTokenManager } from "@wakapay/auth-core";
import { exchange } from "@wakapay/auth-core/layers";
import { codeOf } from "./code-of.ts";
import { rejection } from "./rejection.ts";
import { same } from "./same.ts";
import { statusOf } from "./status-of.ts";
import type { Promises } from "./world.ts";

const BALANCE = "/business/balance?currency=USD";

/** Callers that leave, and endpoints that hang. */
export const waiting: Promises = {
  "a caller that leaves gets its own reason, and the others get their token": async (world) => {
    await world.fault({ delayMs: 100 });
    const { source } = createTokenManager(world.options);
    const leaving = new AbortController();
    const left = rejection(source({ signal: leaving.signal }));
    const stayed = source();
    const reason = new Error("This caller's own reason");
    leaving.abort(reason);
    same((await left) === reason, true);
    same(typeof (await stayed).value, "string");
    same(await world.exchanges(), 1);
  },

  "a signal that has ended sends nothing": async ({ options, calls }) => {
    const manager = createTokenManager(options);
    const reason = new Error("This caller's own reason");
    const signal = AbortSignal.abort(reason);
    same((await rejection(manager.source({ signal }))) === reason, true);
    same((await rejection(manager.fetch(BALANCE, { signal }))) === reason, true);
    same(await calls(), []);
  },

  "a request that is aborted on its way rejects with the caller's own reason": async (world) => {
    await world.fault({ route: "business", delayMs: 60_000, times: 1 });
    const manager = createTokenManager(world.options);
    const leaving = new AbortController();
    const left = rejection(manager.fetch(BALANCE, { signal: leaving.signal }));
    while (!(await world.calls()).includes("GET /business/balance null"));
    leaving.abort(new Error("This caller's own reason"));
    // workerd's fetch rejects with a copy of the reason.
    same(String(await left), "Error: This caller's own reason");
    same(await statusOf(await manager.fetch(BALANCE)), 200);
    same(await world.exchanges(), 1);
  },

  "a token endpoint that hangs is a timeout, and the next try has a fresh timer": async (world) => {
    await world.fault({ delayMs: 60_000, times: 1 });
    const source = exchange({ ...world.options, credentials: world.options, timeoutMs: 1_000 });
    same(codeOf(await rejection(source())), "timeout");
    same(typeof (await source()).value, "string");
    same(await world.exchanges(), 2);
  },

  "all attempts together end at the deadline": async (world) => {
    await world.fault({ delayMs: 60_000 });
    const manager = createTokenManager({
      ...world.options,
      timeoutMs: 100,
      deadlineMs: 250,
      random: () => 0,
    });
    same(codeOf(await rejection(manager.getToken())), "timeout");
  },
};
