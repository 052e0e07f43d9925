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

describe("the documentation's makeAuthenticatedRequest, and our fetch in its place", () => {
  it("Fifty calls that are refused together make fifty exchanges", async () => {
    const { sandbox, sample, request, ours, exchangesOf } = samplesAndOurs();
    const fifty = (send: () => Promise<Response>) => () => Promise.all(Array.from({ length: 50 }, send));
    await Promise.all([sample.getToken(), ours.getToken()]);
    sandbox.revoke();
    expect(await exchangesOf(fifty(() => request(BALANCE, {})))).toBe(50);
    expect(await exchangesOf(fifty(() => ours.fetch(BALANCE)))).toBe(1);
  });

  it("A late 401 of the old token throws the new one away", async () => {
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

  it("The first 401's body is neither read nor cancelled, which keeps its connection", async () => {
    const refusals: string[] = [];
    const { sandbox, sample, request, ours } = samplesAndOurs({}, (send) => async (input, init) => {
      const response = await send(input, init);
      if (response.status !== 401) return response;
      const body = new ReadableStream({ cancel: () => void refusals.push("cancelled") });
      return new Response(body, response);
    });
    await Promise.all([sample.getToken(), ours.getToken()]);
    sandbox.revoke();
    await request(BALANCE, {});
    expect(refusals).toEqual([]);
    await ours.fetch(BALANCE);
    expect(refusals).toEqual(["cancelled"]);
  });

  it("A body that is a stream is sent a second time, which is a `TypeError` in place of the 401", async () => {
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

  it("The token goes to whatever origin the URL names", async () => {
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

  it("Headers that are a `Headers` object are lost", async () => {
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

  it("The options cannot be left out", async () => {
    const { request, ours } = samplesAndOurs();
    await expect(Reflect.apply(request, undefined, [BALANCE])).rejects.toThrow(TypeError);
    expect((await ours.fetch(BALANCE)).status).toBe(200);
  });

  it("A redirect takes the request's body to another origin", async () => {
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
