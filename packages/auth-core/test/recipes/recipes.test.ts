import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createTokenManager,
  TokenError,
  type TokenErrorCode,
  type TokenManagerOptions,
} from "@wakapay/auth-core";
import { findSecrets } from "@wakapay/auth-core/testing";
import { afterEach, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { startRedis } from "../store/redis/redis-server.ts";
import { credentials, recipeWorld } from "./recipe-world.ts";

const BALANCE = "/business/balance?currency=USD";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Raises the store timeout, because Redis may respond late on a busy machine. */
function allowSlowStores(): void {
  vi.doMock("@wakapay/auth-core", () => ({
    createTokenManager: (options: TokenManagerOptions) =>
      createTokenManager({ ...options, storeTimeoutMs: 20_000 }),
  }));
  onTestFinished(() => void vi.doUnmock("@wakapay/auth-core"));
}

describe("recipes", () => {
  it("prints the balance after one exchange: quick-start", async () => {
    const { sandbox, printed } = recipeWorld();
    await import("../../recipes/quick-start.ts");
    expect(printed).toEqual([[200, expect.objectContaining({ currency: "USD" })]]);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("prints the balance with the same token: ofetch", async () => {
    const { sandbox, printed } = recipeWorld();
    await import("../../recipes/ofetch.ts");
    expect(printed.at(-1)).toEqual([expect.objectContaining({ currency: "USD" })]);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("drops the rejected token, and then gets a new one: own-http-client", async () => {
    const { sandbox, printed } = recipeWorld();
    const { wakapay } = await import("../../recipes/quick-start.ts");
    const rejected = await wakapay.getToken();
    sandbox.revoke();
    await import("../../recipes/own-http-client.ts");
    expect(printed.at(-1)).toEqual([401]);
    expect(await wakapay.getToken()).not.toBe(rejected);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("uses new credentials without a restart: rotate-credentials", async () => {
    const { sandbox } = recipeWorld();
    const folder = await mkdtemp(join(tmpdir(), "rotation-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "wakapay.json");
    vi.stubEnv("WAKAPAY_CREDENTIALS_FILE", file);
    await writeFile(file, JSON.stringify(credentials));
    const { wakapay } = await import("../../recipes/rotate-credentials.ts");
    await wakapay.getToken();
    const rotated = { ...credentials, apiSecret: "rotated-secret" };
    sandbox.rotate([rotated]);
    sandbox.revoke();
    await writeFile(file, JSON.stringify(rotated));
    expect((await wakapay.fetch(BALANCE)).status).toBe(200);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("isolates a tenant whose credentials are rejected: several-tenants", async () => {
    const { sandbox } = recipeWorld();
    const { tenantManagers } = await import("../../recipes/several-tenants.ts");
    const wakapayOf = tenantManagers(async (tenant) =>
      tenant === "good" ? credentials : { ...credentials, apiSecret: "of-nobody" },
    );
    for (let call = 0; call < 10; call++) {
      await expect(wakapayOf("bad").getToken()).rejects.toMatchObject({ code: "credentials_rejected" });
      expect((await wakapayOf("good").fetch(BALANCE)).status).toBe(200);
    }
    expect(sandbox.exchanges()).toBe(2);
  });

  it.skipIf(!inject("redisServer"))(
    "shares one token between two processes: node-redis and ioredis",
    async () => {
      const { sandbox } = recipeWorld();
      await using server = await startRedis();
      vi.stubEnv("REDIS_URL", `redis://127.0.0.1:${server.port}`);
      allowSlowStores();
      const nodeRedis = await import("../../recipes/node-redis.ts");
      const ioredis = await import("../../recipes/ioredis.ts");
      const token = await nodeRedis.wakapay.getToken();
      expect(await ioredis.wakapay.getToken()).toBe(token);
      expect(sandbox.exchanges()).toBe(1);
      nodeRedis.redis.destroy();
      ioredis.redis.disconnect();
    },
  );

  it("prints a line for each event, without secrets: log-events", async () => {
    const { printed } = recipeWorld();
    const { wakapay } = await import("../../recipes/log-events.ts");
    const token = await wakapay.getToken();
    const lines = printed.flat().map(String);
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(["requested", "issued"]);
    expect(findSecrets(lines, [token, credentials.apiKey, credentials.apiSecret])).toEqual([]);
  });

  it("gives advice for token errors, and rethrows others: errors", async () => {
    const { adviceFor } = await import("../../recipes/errors.ts");
    const advice = (code: TokenErrorCode) => adviceFor(new TokenError(code, "", { retryAfterMs: 7_000 }));
    expect(advice("rate_limited")).toBe("Retry in 7000 ms.");
    expect(advice("credentials_rejected")).toBe("Check the API key and secret.");
    expect(advice("unexpected_response")).toBe("Check the base URL and the other options.");
    const own = new Error("an error of the caller");
    expect(() => adviceFor(own)).toThrow(own);
  });
});
