import { createTokenManager } from "@wakapay/auth-core";
import { codeOf } from "./code-of.ts";
import { rejection } from "./rejection.ts";
import { same } from "./same.ts";
import { statusOf } from "./status-of.ts";
import type { Behaviors } from "./world.ts";

const BALANCE = "/business/balance?currency=USD";

/** Tokens that the API rejects. */
export const rejectedTokens: Behaviors = {
  "renews a revoked token once, and resends the request": async ({ options, revoke, calls }) => {
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

  "makes one exchange for fifty concurrent 401s, and all calls succeed": async (world) => {
    const manager = createTokenManager(world.options);
    await manager.getToken();
    await world.revoke();
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async () => statusOf(await manager.fetch(BALANCE))),
    );
    same([...new Set(statuses)], [200]);
    same(await world.exchanges(), 2);
  },

  "returns a second 401 with its body": async ({ options, fault, calls }) => {
    await fault({ route: "business", status: 401 });
    const response = await createTokenManager(options).fetch(BALANCE);
    same(response.status, 401);
    same((await response.text()).length > 0, true);
    same((await calls()).filter((call) => call.startsWith("GET")).length, 2);
  },

  "returns the 401 with its body if the renewal fails": async (world) => {
    const manager = createTokenManager(world.options);
    await manager.getToken();
    await world.revoke();
    await world.fault({ status: 400 });
    const response = await manager.fetch(BALANCE);
    same(response.status, 401);
    same((await response.text()).length > 0, true);
  },

  "does not renew after a 403 or a 503": async ({ options, fault, exchanges }) => {
    const manager = createTokenManager(options);
    for (const status of [403, 503]) {
      await fault({ route: "business", status, times: 1 });
      same(await statusOf(await manager.fetch(BALANCE)), status);
    }
    same(await exchanges(), 1);
  },

  "sends a caller's own Authorization header as it is": async ({ options, calls }) => {
    const headers = { Authorization: "Bearer of-the-caller" };
    same(await statusOf(await createTokenManager(options).fetch(BALANCE, { headers })), 401);
    same(await calls(), ["GET /business/balance 401"]);
  },

  "recovers the documentation's sample from a revoked token": async ({ options, revoke, exchanges }) => {
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

  "sends the token to the base URL's origin only": async ({ options, calls }) => {
    const manager = createTokenManager(options);
    const { port } = new URL(options.baseUrl);
    for (const elsewhere of [`http://localhost:${port}${BALANCE}`, "https://elsewhere.example/"]) {
      same(codeOf(await rejection(manager.fetch(elsewhere))), "insecure_url");
    }
    same(await calls(), []);
  },
};
