import { inspect } from "node:util";
import { createTokenManager } from "@wakapay/auth-core";
import { findSecrets } from "@wakapay/auth-core/testing";
import { serve } from "@wakapay/sandbox/serve";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { documentedTokenManager } from "../documentation/token-manager.js";
import { advanceUntil } from "../support/advance-until.ts";
import { credentials, samplesAndOurs } from "./samples-and-ours.ts";
import { secondOrigin } from "./second-origin.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const MINUTE = 60_000;
const repeat = (count: number, call: () => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: count }, call));

describe("the documented TokenManager, unlike auth-core,", () => {
  it("requests a token for each of a hundred concurrent first callers", async () => {
    const { sample, ours, exchangesOf } = samplesAndOurs();
    expect(await exchangesOf(() => repeat(100, () => sample.getToken()))).toBe(100);
    expect(await exchangesOf(() => repeat(100, () => ours.getToken()))).toBe(1);
  });

  it("requests a token for every call if tokens live a minute or less", async () => {
    const { sample, ours, exchangesOf } = samplesAndOurs({ lifetimeSeconds: 60 });
    const tenInTurn = async (getToken: () => Promise<string>) => {
      for (let call = 0; call < 10; call++) await getToken();
    };
    expect(await exchangesOf(() => tenInTurn(() => sample.getToken()))).toBe(10);
    expect(await exchangesOf(() => tenInTurn(ours.getToken))).toBe(1);
  });

  it("makes every caller wait in the last minute of a token", async () => {
    const { clock, sandbox, sample, ours, settleBackground } = samplesAndOurs();
    const outcomeOf = (token: Promise<string>) =>
      Promise.race([token.then(() => "token"), clock.settle().then(() => "waits")]);
    await Promise.all([sample.getToken(), ours.getToken()]);
    await clock.advance(50 * MINUTE);
    await Promise.all([sample.getToken(), ours.getToken()]);
    await settleBackground();
    await clock.advance(9 * MINUTE);
    sandbox.fault({ delayMs: MINUTE });
    expect(await outcomeOf(sample.getToken())).toBe("waits");
    expect(await outcomeOf(ours.getToken())).toBe("token");
  });

  it("caches `undefined` as the token if an error body has no `error`", async () => {
    const unavailable = async () => Response.json({ message: "Service Unavailable" }, { status: 503 });
    const { clock, sample, ours } = samplesAndOurs({}, () => unavailable);
    expect(await sample.getToken()).toBeUndefined();
    const failure = ours.getToken().catch((error: unknown) => error);
    expect(await advanceUntil(clock, failure, 100)).toMatchObject({ code: "unavailable", status: 503 });
  });

  it("throws a `SyntaxError` that quotes the page if the response is HTML", async () => {
    const { clock, sandbox, sample, ours } = samplesAndOurs();
    sandbox.fault({ status: 502, body: "html" });
    await expect(sample.getToken()).rejects.toThrow(/SyntaxError|<!doctype/);
    const failure = ours.getToken().catch((error: unknown) => error);
    expect(await advanceUntil(clock, failure, 100)).toMatchObject({ code: "unavailable", status: 502 });
    expect(inspect(await failure)).not.toContain("doctype");
  });

  it("waits without a timeout for an endpoint that hangs", async () => {
    const { clock, sandbox, sample, ours } = samplesAndOurs();
    sandbox.fault({ delayMs: 1_000 * MINUTE });
    const outcomes: string[] = [];
    void sample.getToken().finally(() => outcomes.push("sample"));
    const failure = ours.getToken().catch((error: unknown) => error);
    await clock.advance(60 * MINUTE);
    expect(outcomes).toEqual([]);
    expect(await failure).toMatchObject({ code: "timeout" });
  });

  it("sends rejected credentials again with every call", async () => {
    const { sandbox, sample, ours, exchangesOf } = samplesAndOurs();
    sandbox.rotate([{ ...credentials, apiSecret: "another" }]);
    expect(await exchangesOf(() => repeat(100, () => sample.getToken()))).toBe(100);
    expect(await exchangesOf(() => repeat(100, () => ours.getToken()))).toBe(1);
  });

  it("ignores `Retry-After`", async () => {
    const { sandbox, sample, ours, exchangesOf } = samplesAndOurs();
    sandbox.fault({ status: 429, retryAfter: 60 });
    expect(await exchangesOf(() => repeat(10, () => sample.getToken()))).toBe(10);
    expect(await exchangesOf(() => repeat(10, () => ours.getToken()))).toBe(1);
    await expect(ours.getToken()).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: MINUTE });
  });

  it("uses a token past its expiry after a slow response", async () => {
    const responseMs = 9_000;
    const { clock, sample, ours } = samplesAndOurs({ lifetimeSeconds: 600 }, (send, { step }) => {
      return async (...call) => {
        const response = await send(...call);
        step(responseMs);
        return response;
      };
    });
    const sentAt = clock.now();
    await sample.getToken();
    expect(sample).toHaveProperty("expiresAt", sentAt + responseMs + 10 * MINUTE);
    const sentAgainAt = clock.now();
    expect((await ours.source()).expiresAt).toBe(sentAgainAt + 10 * MINUTE);
  });

  it("sends the secret to another origin after a redirect", async () => {
    await using elsewhere = await secondOrigin();
    const sandbox = await serve({ credentials: [credentials] });
    onTestFinished(() => sandbox.close());
    sandbox.fault({ redirect: `${elsewhere.url}/business/auth` });
    const toSandbox = (url: string, init?: RequestInit) =>
      fetch(url.replace("https://api.test.wakapay.io", sandbox.url), init);
    await documentedTokenManager(credentials, toSandbox).getToken();
    expect(elsewhere.received.splice(0).join()).toContain(credentials.apiSecret);
    const ours = createTokenManager({ baseUrl: sandbox.url, ...credentials, allowInsecureLoopback: true });
    await expect(ours.getToken()).rejects.toMatchObject({ code: "unexpected_response", status: 307 });
    expect(elsewhere.received).toEqual([]);
  });

  it("shows the key, the secret, and the token when inspected or serialized", async () => {
    const { sample, ours } = samplesAndOurs();
    const secrets = [
      credentials.apiKey,
      credentials.apiSecret,
      await sample.getToken(),
      await ours.getToken(),
    ];
    for (const secret of secrets.slice(0, 3)) {
      expect(inspect(sample)).toContain(secret);
      expect(JSON.stringify(sample)).toContain(secret);
    }
    expect(findSecrets([ours, inspect(ours, { showHidden: true, getters: true })], secrets)).toEqual([]);
  });
});
