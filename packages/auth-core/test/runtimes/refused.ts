import { createTokenManager } from "@wakapay/auth-core";
import { codeOf } from "./code-of.ts";
import { rejection } from "./rejection.ts";
import { same } from "./same.ts";
import { statusOf } from "./status-of.ts";
import type { Promises } from "./world.ts";

const BALANCE = "/business/balance?currency=USD";

/** Tokens that the API refuses. */
export const refused: Promises = {
  "a revoked token is renewed once, and the request is sent again": async ({ options, revoke, calls }) => {
    const manager = createTokenManager(options);
    await manager.getToken();
    await revoke();
    same(await statusOf(await manager.fetch(BALANCE)), 200);
    same(await calls(), [
      "POST /business/auth 200",
      "GET /business/balance 401",
      "POST /business/auth 200",
      "GET /business/balance 200",
    ]);
  },

  "fifty requests refused at once make one exchange, and all succeed": async (world) => {
    const manager = createTokenManager(world.options);
    await manager.getToken();
    await world.revoke();
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => statusOf(await manager.fetch(BALANCE))),
    );
    same([...new Set(answers)], [200]);
    same(await world.exchanges(), 2);
  },

  "a second 401 is returned as it is, with its body": async ({ options, fault, calls }) => {
    await fault({ route: "business", status: 401 });
    const answer = await createTokenManager(options).fetch(BALANCE);
    same(answer.status, 401);
    same((await answer.text()).length > 0, true);
    same((await calls()).filter((call) => call.startsWith("GET")).length, 2);
  },

  "where no other token can be had, the caller gets the 401, with its body": async (world) => {
    const manager = createTokenManager(world.options);
    await manager.getToken();
    await world.revoke();
    await world.fault({ status: 400 });
    const answer = await manager.fetch(BALANCE);
    same(answer.status, 401);
    same((await answer.text()).length > 0, true);
  },

  "a 403 and a 503 renew nothing": async ({ options, fault, exchanges }) => {
    const manager = createTokenManager(options);
    for (const status of [403, 503]) {
      await fault({ route: "business", status, times: 1 });
      same(await statusOf(await manager.fetch(BALANCE)), status);
    }
    same(await exchanges(), 1);
  },

  "a caller's own Authorization is sent as it is": async ({ options, calls }) => {
    const headers = { Authorization: "Bearer of-the-caller" };
    same(await statusOf(await createTokenManager(options).fetch(BALANCE, { headers })), 401);
    same(await calls(), ["GET /business/balance 401"]);
  },

  "the documentation's sample recovers from a revoked token": async ({ options, revoke, exchanges }) => {
    const { getToken, clearToken } = createTokenManager(options);
    const send = async () => {
      const headers = { Authorization: `Bearer ${await getToken()}` };
      return statusOf(await fetch(options.baseUrl + BALANCE, { headers }));
    };
    same(await send(), 200);
    await revoke();
    same(await send(), 401);
    clearToken();
    same(await send(), 200);
    same(await exchanges(), 2);
  },

  "the bearer goes to the base URL's origin alone": async ({ options, calls }) => {
    const manager = createTokenManager(options);
    const { port } = new URL(options.baseUrl);
    for (const elsewhere of [`http://localhost:${port}${BALANCE}`, "https://elsewhere.example/"]) {
      same(codeOf(await rejection(manager.fetch(elsewhere))), "insecure_url");
    }
    same(await calls(), []);
  },
};
