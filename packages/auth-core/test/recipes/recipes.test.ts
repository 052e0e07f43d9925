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

/** On a loaded machine Redis may answer late, and a manager then goes on without it, as it should. */
function patientWithStores(): void {
  vi.doMock("@wakapay/auth-core", () => ({
    createTokenManager: (options: TokenManagerOptions) =>
      createTokenManager({ ...options, storeTimeoutMs: 20_000 }),
  }));
  onTestFinished(() => void vi.doUnmock("@wakapay/auth-core"));
}

describe("the README's recipes", () => {
  it("quick start: prints the balance, after one exchange", async () => {
    const { sandbox, printed } = recipeWorld();
    await import("../../recipes/quick-start.ts");
    expect(printed).toEqual([[200, expect.objectContaining({ currency: "USD" })]]);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("over ofetch: prints the balance with the same token", async () => {
    const { sandbox, printed } = recipeWorld();
    await import("../../recipes/over-ofetch.ts");
    expect(printed.at(-1)).toEqual([expect.objectContaining({ currency: "USD" })]);
    expect(sandbox.exchanges()).toBe(1);
  });

  it("plain fetch: a refused token is cleared by its name, and the next one is another", async () => {
    const { sandbox, printed } = recipeWorld();
    const { wakapay } = await import("../../recipes/quick-start.ts");
    const refused = await wakapay.getToken();
    sandbox.revoke();
    await import("../../recipes/plain-fetch.ts");
    expect(printed.at(-1)).toEqual([401]);
    expect(await wakapay.getToken()).not.toBe(refused);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("rotation: a new pair is used without a restart", async () => {
    const { sandbox } = recipeWorld();
    const folder = await mkdtemp(join(tmpdir(), "rotation-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "wakapay.json");
    vi.stubEnv("WAKAPAY_CREDENTIALS_FILE", file);
    await writeFile(file, JSON.stringify(credentials));
    const { wakapay } = await import("../../recipes/rotation.ts");
    await wakapay.getToken();
    const rotated = { ...credentials, apiSecret: "rotated-secret" };
    sandbox.rotate([rotated]);
    sandbox.revoke();
    await writeFile(file, JSON.stringify(rotated));
    expect((await wakapay.fetch(BALANCE)).status).toBe(200);
    expect(sandbox.exchanges()).toBe(2);
  });

  it("tenants: one whose credentials are rejected takes nothing from another", async () => {
    const { sandbox } = recipeWorld();
    const { tenants } = await import("../../recipes/tenants.ts");
    const wakapayOf = tenants(async (tenant) =>
      tenant === "good" ? credentials : { ...credentials, apiSecret: "of-nobody" },
    );
    for (let call = 0; call < 10; call++) {
      await expect(wakapayOf("bad").getToken()).rejects.toMatchObject({ code: "credentials_rejected" });
      expect((await wakapayOf("good").fetch(BALANCE)).status).toBe(200);
    }
    expect(sandbox.exchanges()).toBe(2);
  });

  it.skipIf(!inject("redisServer"))(
    "Redis: processes over node-redis and ioredis share one token",
    async () => {
      const { sandbox } = recipeWorld();
      await using server = await startRedis();
      vi.stubEnv("REDIS_URL", `redis://127.0.0.1:${server.port}`);
      patientWithStores();
      const overNodeRedis = await import("../../recipes/node-redis.ts");
      const overIoredis = await import("../../recipes/ioredis.ts");
      const token = await overNodeRedis.wakapay.getToken();
      expect(await overIoredis.wakapay.getToken()).toBe(token);
      expect(sandbox.exchanges()).toBe(1);
      overNodeRedis.redis.destroy();
      overIoredis.redis.disconnect();
    },
  );

  it("observing: each event is a line, and no line holds a secret", async () => {
    const { printed } = recipeWorld();
    const { wakapay } = await import("../../recipes/observing.ts");
    const token = await wakapay.getToken();
    const lines = printed.flat().map(String);
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(["requested", "issued"]);
    expect(findSecrets(lines, [token, credentials.apiKey, credentials.apiSecret])).toEqual([]);
  });

  it("errors: there is advice for every code, and for nothing else", async () => {
    const { adviceFor } = await import("../../recipes/errors.ts");
    const advice = (code: TokenErrorCode) => adviceFor(new TokenError(code, "", { retryAfterMs: 7_000 }));
    expect(advice("rate_limited")).toBe("try again in 7000 ms");
    expect(advice("credentials_rejected")).toBe("look at the key and the secret");
    expect(advice("unexpected_response")).toBe("look at the base URL and the other options");
    const own = new Error("the caller's own");
    expect(() => adviceFor(own)).toThrow(own);
  });
});
