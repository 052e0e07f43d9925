import { inspect } from "node:util";
import { createSandbox } from "@wakapay/sandbox";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createTokenManager, type TokenManagerOptions } from "../src/index.ts";
import { findSecrets } from "../src/testing/index.ts";

const canary = { apiKey: "CANARY-key-7f3a", apiSecret: "CANARY-secret-91bc" };
const token = "CANARY-token-55de";
const secrets = [canary.apiKey, canary.apiSecret, token];

const printed: unknown[] = [];
for (const method of ["log", "info", "warn", "error", "debug"] as const) {
  vi.spyOn(console, method).mockImplementation((...line) => void printed.push(line));
}

function expectSecretless(value: unknown): void {
  expect(findSecrets(value, secrets)).toEqual([]);
  const shown = inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true });
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  const json = JSON.stringify(value) ?? "";
  expect(secrets.filter((secret) => json.includes(secret))).toEqual([]);
}

const answers: [string, () => Response | Promise<Response>][] = [
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
  ["a malformed token", () => Response.json({ accessToken: `${token}\n`, expiresIn: 3600 })],
  ["a token without a lifetime", () => Response.json({ accessToken: token, expiresIn: "soon" })],
  [
    "a network fault that names the request",
    () =>
      Promise.reject(
        Object.assign(new TypeError(`fetch failed: ${canary.apiSecret}`), {
          code: canary.apiKey,
          options: canary,
        }),
      ),
  ],
  [
    "a network fault with a cause",
    () =>
      Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error(token), { code: "ECONNRESET" }) }),
      ),
  ],
];

describe("neither key, secret nor token occurs in what can be seen", () => {
  it.each(answers)("%s", async (_, answer) => {
    const seen: unknown[] = [];
    const manager = createTokenManager({
      ...canary,
      baseUrl: "https://api.example",
      fetch: async () => answer(),
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
    expectSecretless([errors, seen, manager]);
  });

  it("a manager that keeps a token, its events and its refusals", async () => {
    const seen: unknown[] = [];
    const sandbox = createSandbox({ credentials: [canary] });
    const options: TokenManagerOptions = {
      ...canary,
      baseUrl: "http://localhost",
      allowInsecureLoopback: true,
      fetch: sandbox.fetch,
      onEvent: (event) => void seen.push(event),
    };
    const manager = createTokenManager(options);
    const issued = await manager.getToken();
    sandbox.revoke();
    await manager.fetch("/business/balance?currency=USD");
    manager.clearToken("another");
    expect(seen.map((event) => (event as { type: string }).type)).toContain("invalidation_ignored");
    expect(findSecrets([manager, seen], [...secrets, issued, await manager.getToken()])).toEqual([]);
  });

  it.each([
    [{ ...canary, baseUrl: `https://${canary.apiSecret}@api.example` }],
    [{ ...canary, baseUrl: `${canary.apiSecret}` }],
    [{ ...canary, baseUrl: `http://api.example/${canary.apiSecret}` }],
    [{ ...canary, baseUrl: "https://api.example", timeoutMs: Number(canary.apiKey) }],
  ])("impossible options", (options) => {
    let thrown: unknown;
    try {
      createTokenManager(options);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: "TokenError" });
    expectSecretless(thrown);
  });

  it("an address of another origin, with a token in it", async () => {
    const manager = createTokenManager({ ...canary, baseUrl: "https://api.example" });
    const error = await manager
      .fetch(`https://evil.example/?token=${token}`)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "insecure_url" });
    expectSecretless(error);
  });

  afterAll(() => {
    expect(printed).toEqual([]);
    vi.restoreAllMocks();
  });
});
