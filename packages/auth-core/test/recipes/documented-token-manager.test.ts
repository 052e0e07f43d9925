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
const times = (count: number, call: () => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: count }, call));

describe("the documentation's TokenManager, and ours in its place", () => {
  it("A hundred first callers at once make a hundred exchanges", async () => {
    const { sample, ours, exchangesOf } = samplesAndOurs();
    expect(await exchangesOf(() => times(100, () => sample.getToken()))).toBe(100);
    expect(await exchangesOf(() => times(100, () => ours.getToken()))).toBe(1);
  });

  it("A token that lives a minute or less is exchanged for every call", async () => {
    const { sample, ours, exchangesOf } = samplesAndOurs({ lifetimeSeconds: 60 });
    const tenInTurn = async (getToken: () => Promise<string>) => {
      for (let call = 0; call < 10; call++) await getToken();
    };
    expect(await exchangesOf(() => tenInTurn(() => sample.getToken()))).toBe(10);
    expect(await exchangesOf(() => tenInTurn(ours.getToken))).toBe(1);
  });

  it("Nothing is renewed ahead: in the token's last minute every caller waits for an exchange", async () => {
    const { clock, sandbox, sample, ours, behind } = samplesAndOurs();
    const soon = (token: Promise<string>) =>
      Promise.race([token.then(() => "token"), clock.settle().then(() => "waits")]);
    await Promise.all([sample.getToken(), ours.getToken()]);
    await clock.advance(50 * MINUTE);
    await Promise.all([sample.getToken(), ours.getToken()]);
    await behind();
    await clock.advance(9 * MINUTE);
    sandbox.fault({ delayMs: MINUTE });
    expect(await soon(sample.getToken())).toBe("waits");
    expect(await soon(ours.getToken())).toBe("token");
  });

  it("The status is not looked at: an error whose body has no `error` is kept as the token `undefined`", async () => {
    const unavailable = async () => Response.json({ message: "Service Unavailable" }, { status: 503 });
    const { clock, sample, ours } = samplesAndOurs({}, () => unavailable);
    expect(await sample.getToken()).toBeUndefined();
    const failure = ours.getToken().catch((error: unknown) => error);
    expect(await advanceUntil(clock, failure, 100)).toMatchObject({ code: "unavailable", status: 503 });
  });

  it("A web page in place of JSON is a `SyntaxError` that quotes the page", async () => {
    const { clock, sandbox, sample, ours } = samplesAndOurs();
    sandbox.fault({ status: 502, body: "html" });
    await expect(sample.getToken()).rejects.toThrow(/SyntaxError|<!doctype/);
    const failure = ours.getToken().catch((error: unknown) => error);
    expect(await advanceUntil(clock, failure, 100)).toMatchObject({ code: "unavailable", status: 502 });
    expect(inspect(await failure)).not.toContain("doctype");
  });

  it("There is no timeout: an endpoint that hangs holds its callers for good", async () => {
    const { clock, sandbox, sample, ours } = samplesAndOurs();
    sandbox.fault({ delayMs: 1_000 * MINUTE });
    const outcomes: string[] = [];
    void sample.getToken().finally(() => outcomes.push("sample"));
    const failure = ours.getToken().catch((error: unknown) => error);
    await clock.advance(60 * MINUTE);
    expect(outcomes).toEqual([]);
    expect(await failure).toMatchObject({ code: "timeout" });
  });

  it("Rejected credentials are sent again with every call", async () => {
    const { sandbox, sample, ours, exchangesOf } = samplesAndOurs();
    sandbox.rotate([{ ...credentials, apiSecret: "another" }]);
    expect(await exchangesOf(() => times(100, () => sample.getToken()))).toBe(100);
    expect(await exchangesOf(() => times(100, () => ours.getToken()))).toBe(1);
  });

  it("`Retry-After` is not heeded", async () => {
    const { sandbox, sample, ours, exchangesOf } = samplesAndOurs();
    sandbox.fault({ status: 429, retryAfter: 60 });
    expect(await exchangesOf(() => times(10, () => sample.getToken()))).toBe(10);
    expect(await exchangesOf(() => times(10, () => ours.getToken()))).toBe(1);
    await expect(ours.getToken()).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: MINUTE });
  });

  it("A token's life counts from its arrival, so that after a slow answer it is used beyond its end", async () => {
    const answerMs = 9_000;
    const { clock, sample, ours } = samplesAndOurs({ lifetimeSeconds: 600 }, (send, { step }) => {
      return async (...call) => {
        const response = await send(...call);
        step(answerMs);
        return response;
      };
    });
    const sentAt = clock.now();
    await sample.getToken();
    expect(sample).toHaveProperty("expiresAt", sentAt + answerMs + 10 * MINUTE);
    const sentAgainAt = clock.now();
    expect((await ours.source()).expiresAt).toBe(sentAgainAt + 10 * MINUTE);
  });

  it("The secret follows a redirect to another origin", async () => {
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

  it("The manager shows key, secret and token to whoever inspects or serialises it", async () => {
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
