import { createTokenManager } from "@wakapay/auth-core";
import { exchange } from "@wakapay/auth-core/layers";
import { codeOf } from "./code-of.ts";
import { rejection } from "./rejection.ts";
import { same } from "./same.ts";
import { statusOf } from "./status-of.ts";
import type { Behaviors } from "./world.ts";

const BALANCE = "/business/balance?currency=USD";

/** Callers that abort, and endpoints that hang. */
export const cancellation: Behaviors = {
  "rejects an aborted caller with its reason, and serves the others": async (world) => {
    await world.fault({ delayMs: 100 });
    const { source } = createTokenManager(world.options);
    const controller = new AbortController();
    const aborted = rejection(source({ signal: controller.signal }));
    const waiting = source();
    const reason = new Error("This caller's reason");
    controller.abort(reason);
    same((await aborted) === reason, true);
    same(typeof (await waiting).value, "string");
    same(await world.exchanges(), 1);
  },

  "sends nothing if the signal is already aborted": async ({ options, calls }) => {
    const manager = createTokenManager(options);
    const reason = new Error("This caller's reason");
    const signal = AbortSignal.abort(reason);
    same((await rejection(manager.source({ signal }))) === reason, true);
    same((await rejection(manager.fetch(BALANCE, { signal }))) === reason, true);
    same(await calls(), []);
  },

  "rejects an aborted request with the caller's reason": async (world) => {
    await world.fault({ route: "business", delayMs: 60_000, times: 1 });
    const manager = createTokenManager(world.options);
    const controller = new AbortController();
    const aborted = rejection(manager.fetch(BALANCE, { signal: controller.signal }));
    while (!(await world.calls()).includes("GET /business/balance null"));
    controller.abort(new Error("This caller's reason"));
    // workerd's fetch rejects with a copy of the reason.
    same(String(await aborted), "Error: This caller's reason");
    same(await statusOf(await manager.fetch(BALANCE)), 200);
    same(await world.exchanges(), 1);
  },

  "times out if the token endpoint hangs, and then starts a new timer": async (world) => {
    await world.fault({ delayMs: 60_000, times: 1 });
    const source = exchange({ ...world.options, credentials: world.options, timeoutMs: 1_000 });
    same(codeOf(await rejection(source())), "timeout");
    same(typeof (await source()).value, "string");
    same(await world.exchanges(), 2);
  },

  "ends all attempts at the deadline": async (world) => {
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
