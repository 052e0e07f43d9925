import { inspect } from "node:util";
import { createSandbox } from "@wakapay/sandbox";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createTokenManager, type TokenManagerOptions, type TokenStore } from "../src/index.ts";
import { memoryStore } from "../src/layers.ts";
import { findSecrets } from "../src/testing/index.ts";

const canary = { apiKey: "CANARY-key-7f3a", apiSecret: "CANARY-secret-91bc" };
const token = "CANARY-token-55de";
const secrets = [canary.apiKey, canary.apiSecret, token];

const printed: unknown[] = [];
for (const method of ["log", "info", "warn", "error", "debug"] as const) {
  vi.spyOn(console, method).mockImplementation((...line) => void printed.push(line));
}

function expectNoSecrets(value: unknown): void {
  expect(findSecrets(value, secrets)).toEqual([]);
  const shown = inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true });
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  const json = JSON.stringify(value) ?? "";
  expect(secrets.filter((secret) => json.includes(secret))).toEqual([]);
}

const echo = { apiKey: canary.apiKey, name: canary.apiSecret, code: canary.apiSecret, options: canary };

const responses: [string, () => Response | Promise<Response>][] = [
  ["a 200 with an error body that echoes the secret", () => Response.json({ error: canary.apiSecret })],
  [
    "a 400 that echoes the request",
    () => Response.json({ code: 0, error: JSON.stringify(canary) }, { status: 400 }),
  ],
  ["a 401 that echoes the key", () => Response.json({ code: 0, error: canary.apiKey }, { status: 401 })],
  ["a 500 in HTML", () => new Response(`<p>${canary.apiSecret}</p>`, { status: 500 })],
  [
    "a redirect to an address with the secret",
    () =>
      new Response(null, { status: 307, headers: { location: `https://evil.example/?${canary.apiSecret}` } }),
  ],
  [
    "headers that echo the secret",
    () => new Response(null, { status: 429, headers: { "retry-after": canary.apiSecret, date: token } }),
  ],
  ["a malformed token", () => Response.json({ accessToken: `${token}\n`, expiresIn: 3600 })],
  ["a token without a lifetime", () => Response.json({ accessToken: token, expiresIn: "soon" })],
  [
    "a network error that contains the request",
    () => Promise.reject(Object.assign(new TypeError(`fetch failed: ${canary.apiSecret}`), echo)),
  ],
  [
    "a network error with a cause",
    () =>
      Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error(token), { code: "ECONNRESET" }) }),
      ),
  ],
  [
    "a network error whose code contains the secret",
    () => Promise.reject(Object.assign(new TypeError("failed"), { code: `ERR_${canary.apiSecret}` })),
  ],
];

describe("secrecy", () => {
  it.each(responses)("keeps secrets out of errors and events for %s", async (_, respond) => {
    const seen: unknown[] = [];
    const manager = createTokenManager({
      ...canary,
      baseUrl: "https://api.example",
      fetch: async () => respond(),
      wait: async () => {},
      random: () => 0,
      onEvent: (event) => void seen.push(event),
      deadlineMs: 1_000,
    });
    const errors = await Promise.allSettled([
      manager.getToken(),
      manager.fetch("/business/balance"),
      manager.source(),
    ]);
    expect(errors.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(seen.length).toBeGreaterThan(0);
    expectNoSecrets([errors, seen, manager]);
  });

  it("keeps secrets out of a manager, its events and its rejections", async () => {
    const seen: unknown[] = [];
    const sandbox = createSandbox({ credentials: [canary] });
    const manager = createTokenManager({
      ...canary,
      baseUrl: "http://localhost",
      allowInsecureLoopback: true,
      fetch: sandbox.fetch,
      onEvent: (event) => void seen.push(event),
    });
    const issued = await manager.getToken();
    sandbox.revoke();
    await manager.fetch("/business/balance?currency=USD");
    manager.clearToken("another");
    expect(seen.map((event) => (event as { type: string }).type)).toContain("invalidation_ignored");
    expect(findSecrets([manager, seen], [...secrets, issued, await manager.getToken()])).toEqual([]);
  });

  it.each<[string, Partial<TokenManagerOptions>, number]>([
    ["a success", {}, 1],
    ["a failure, including its cooldown", { fetch: async () => new Response(null, { status: 401 }) }, 0],
  ])("keeps secrets out of a store after %s", async (_, options, tokens) => {
    const seen: unknown[] = [];
    const memory = memoryStore();
    const recorded =
      <A extends unknown[], T>(method: (...call: A) => Promise<T>) =>
      (...call: A) => {
        seen.push(call);
        return method(...call);
      };
    const store: TokenStore = {
      read: recorded(memory.read),
      write: recorded(memory.write),
      lock: recorded(memory.lock),
      unlock: recorded(memory.unlock),
    };
    const sandbox = createSandbox({ credentials: [canary] });
    const manager = createTokenManager({
      ...canary,
      baseUrl: "https://api.example",
      fetch: sandbox.fetch,
      store,
      ...options,
    } as TokenManagerOptions);
    const [result] = await Promise.allSettled([manager.getToken()]);
    expect(sandbox.exchanges()).toBe(tokens);
    expect(seen.length).toBeGreaterThan(4);
    expect(findSecrets(seen, [...secrets, JSON.stringify(result)])).toEqual([]);
    expectNoSecrets(seen);
  });

  it("keeps secrets out of the events of a failing store", async () => {
    const seen: unknown[] = [];
    const fail = () => Promise.reject(Object.assign(new Error(`AUTH ${canary.apiSecret}`), echo));
    const manager = createTokenManager({
      ...canary,
      baseUrl: "https://api.example",
      fetch: createSandbox({ credentials: [canary] }).fetch,
      store: { read: fail, write: fail, lock: fail, unlock: fail },
      onEvent: (event) => void seen.push(event),
    });
    await manager.getToken();
    expect(seen).toContainEqual(expect.objectContaining({ type: "store_failed" }));
    expectNoSecrets(seen);
  });

  it.each([
    [{ ...canary, baseUrl: `https://${canary.apiSecret}@api.example` }],
    [{ ...canary, baseUrl: `${canary.apiSecret}` }],
    [{ ...canary, baseUrl: `http://api.example/${canary.apiSecret}` }],
    [{ ...canary, baseUrl: "https://api.example", timeoutMs: Number(canary.apiKey) }],
  ])("keeps secrets out of the error for options that are not valid", (options) => {
    let thrown: unknown;
    try {
      createTokenManager(options);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: "TokenError" });
    expectNoSecrets(thrown);
  });

  it("keeps a token out of the error for a URL of another origin", async () => {
    const manager = createTokenManager({ ...canary, baseUrl: "https://api.example" });
    const error = await manager
      .fetch(`https://evil.example/?token=${token}`)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "insecure_url" });
    expectNoSecrets(error);
  });

  afterAll(() => {
    expect(printed).toEqual([]);
    vi.restoreAllMocks();
  });
});
