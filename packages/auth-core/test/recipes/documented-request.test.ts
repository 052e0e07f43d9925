import { createTokenManager } from "@wakapay/auth-core";
import { serve } from "@wakapay/sandbox/serve";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { documentedClient } from "../documentation/make-authenticated-request.js";
import { credentials, samplesAndOurs } from "./samples-and-ours.ts";
import { secondOrigin } from "./second-origin.ts";

const BALANCE = "https://api.test.wakapay.io/business/balance?currency=USD";
const ECHO = "https://api.test.wakapay.io/business/sandbox-echo";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the documented makeAuthenticatedRequest, unlike auth-core,", () => {
  it("requests a token for each of fifty concurrent 401s", async () => {
    const { sandbox, sample, request, ours, exchangesOf } = samplesAndOurs();
    const fifty = (send: () => Promise<Response>) => () => Promise.all(Array.from({ length: 50 }, send));
    await Promise.all([sample.getToken(), ours.getToken()]);
    sandbox.revoke();
    expect(await exchangesOf(fifty(() => request(BALANCE, {})))).toBe(50);
    expect(await exchangesOf(fifty(() => ours.fetch(BALANCE)))).toBe(1);
  });

  it("drops the new token after a late 401 for the old one", async () => {
    let release = () => {};
    const { sandbox, sample, request, ours, exchangesOf } = samplesAndOurs(
      {},
      (send) => async (input, init) => {
        const response = await send(input, init);
        if (String(input).endsWith("late=1") && response.status === 401) {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        }
        return response;
      },
    );
    const oneLate = (send: (url: string) => Promise<Response>) => async () => {
      const late = send(`${BALANCE}&late=1`);
      expect((await send(BALANCE)).status).toBe(200);
      release();
      expect((await late).status).toBe(200);
    };
    await Promise.all([sample.getToken(), ours.getToken()]);
    sandbox.revoke();
    expect(await exchangesOf(oneLate((url) => request(url, {})))).toBe(2);
    expect(await exchangesOf(oneLate(ours.fetch))).toBe(1);
  });

  it("leaves the body of the first 401 open, which occupies its connection", async () => {
    const events: string[] = [];
    const { sandbox, sample, request, ours } = samplesAndOurs({}, (send) => async (input, init) => {
      const response = await send(input, init);
      if (response.status !== 401) return response;
      const body = new ReadableStream({ cancel: () => void events.push("canceled") });
      return new Response(body, response);
    });
    await Promise.all([sample.getToken(), ours.getToken()]);
    sandbox.revoke();
    await request(BALANCE, {});
    expect(events).toEqual([]);
    await ours.fetch(BALANCE);
    expect(events).toEqual(["canceled"]);
  });

  it("sends a stream twice, which throws a `TypeError` instead of a 401", async () => {
    const sandbox = await serve({ credentials: [credentials] });
    onTestFinished(() => sandbox.close());
    const work: Promise<unknown>[] = [];
    const manager = () =>
      createTokenManager({
        baseUrl: sandbox.url,
        ...credentials,
        allowInsecureLoopback: true,
        background: (acquisition) => work.push(acquisition),
      });
    const [theirs, ours] = [manager(), manager()];
    const url = `${sandbox.url}/business/sandbox-echo`;
    const streamed = () => ({ method: "POST", body: new Blob(["once"]).stream(), duplex: "half" as const });
    await Promise.all([theirs.getToken(), ours.getToken()]);
    sandbox.revoke();
    await expect(documentedClient(theirs, fetch)(url, streamed())).rejects.toThrow(TypeError);
    expect((await ours.fetch(url, streamed())).status).toBe(401);
    await Promise.all(work);
    expect((await ours.fetch(url, streamed())).status).toBe(200);
  });

  it("sends the token to any origin", async () => {
    const seen: (string | null)[] = [];
    const { request, ours } = samplesAndOurs({}, (send) => (input, init) => {
      if (!String(input).startsWith("https://elsewhere.example/")) return send(input, init);
      seen.push(new Headers(init?.headers).get("authorization"));
      return Promise.resolve(new Response());
    });
    await request("https://elsewhere.example/", {});
    expect(seen.splice(0)).toEqual([expect.stringMatching(/^Bearer ey/)]);
    await expect(ours.fetch("https://elsewhere.example/")).rejects.toMatchObject({ code: "insecure_url" });
    expect(seen).toEqual([]);
  });

  it("loses headers that are a `Headers` object", async () => {
    const keys: (string | null)[] = [];
    const { request, ours } = samplesAndOurs({}, (send) => (input, init) => {
      if (String(input) === ECHO) keys.push(new Headers(init?.headers).get("idempotency-key"));
      return send(input, init);
    });
    const options = () => ({
      method: "POST",
      body: "{}",
      headers: new Headers({ "Idempotency-Key": "one" }),
    });
    await request(ECHO, options());
    await ours.fetch(ECHO, options());
    expect(keys).toEqual([null, "one"]);
  });

  it("requires the options argument", async () => {
    const { request, ours } = samplesAndOurs();
    await expect(Reflect.apply(request, undefined, [BALANCE])).rejects.toThrow(TypeError);
    expect((await ours.fetch(BALANCE)).status).toBe(200);
  });

  it("sends the request body to another origin after a redirect", async () => {
    await using elsewhere = await secondOrigin();
    const sandbox = await serve({ credentials: [credentials] });
    onTestFinished(() => sandbox.close());
    sandbox.fault({ route: "business", redirect: `${elsewhere.url}/` });
    const ours = createTokenManager({ baseUrl: sandbox.url, ...credentials, allowInsecureLoopback: true });
    const options = { method: "POST", body: '{"amount":"1000.00"}' };
    const { status } = await documentedClient(ours, fetch)(`${sandbox.url}/business/payouts`, options);
    expect({ status, received: elsewhere.received.splice(0) }).toEqual({
      status: 200,
      received: [options.body],
    });
    expect((await ours.fetch("/business/payouts", options)).status).toBe(307);
    expect(elsewhere.received).toEqual([]);
  });
});
