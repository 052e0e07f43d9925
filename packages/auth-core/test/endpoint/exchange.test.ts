import { createSandbox } from "@wakapay/sandbox";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, it } from "vitest";
import { TokenError, type TokenEvent } from "../../src/index.ts";
import { exchange } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { silence, wire } from "../support/wire.ts";

const credentials = { apiKey: "key-of-a-test", apiSecret: "secret-of-a-test" };
const local = { credentials, allowInsecureLoopback: true };

describe("exchange: one round trip", () => {
  it("POSTs JSON of exactly apiKey and apiSecret to /business/auth, without Authorization", async () => {
    await using server = await wire((_, response) =>
      response.end('{"accessToken":"a.b.c","expiresIn":3600}'),
    );
    const token = await exchange({ ...local, baseUrl: `${server.url}/` })();
    expect(token.value).toBe("a.b.c");
    expect(server.arrived).toHaveLength(1);
    expect(server.arrived[0]).toMatchObject({ method: "POST", path: "/business/auth" });
    expect(server.arrived[0]?.headers["content-type"]).toBe("application/json");
    expect(server.arrived[0]?.headers).not.toHaveProperty("authorization");
    expect(JSON.parse(server.arrived[0]?.body ?? "")).toEqual(credentials);
  });

  it("a base URL with a path keeps it", async () => {
    await using server = await wire((_, response) => response.end('{"accessToken":"a","expiresIn":1}'));
    await exchange({ ...local, baseUrl: `${server.url}/v1/` })();
    expect(server.arrived[0]?.path).toBe("/v1/business/auth");
  });

  it("gets a token from the sandbox over HTTP, with times that count from the send", async () => {
    await using sandbox = await closing(await serve({ credentials: [credentials] }));
    const now = 1_800_000_000_000;
    const token = await exchange({ ...local, baseUrl: sandbox.url, now: () => now })();
    expect(token).toMatchObject({ issuedAt: now, expiresAt: now + 3_600_000 });
    expect(token.value.split(".")).toHaveLength(3);
    expect(token).not.toHaveProperty("replacements");
    expect(sandbox.exchanges()).toBe(1);
  });

  it("counts the lifetime from the send, not from the answer", async () => {
    const clock = fakeClock();
    const fetch = async () => {
      await clock.advance(700);
      return Response.json({ accessToken: "a", expiresIn: 1 });
    };
    const sentAt = clock.now();
    expect(await exchange({ ...local, ...clock, fetch, baseUrl: "http://localhost" })()).toMatchObject({
      issuedAt: sentAt,
      expiresAt: sentAt + 1_000,
    });
  });

  it("a token that is over on arrival is malformed", async () => {
    const clock = fakeClock();
    const fetch = async () => {
      await clock.advance(1_000);
      return Response.json({ accessToken: "a", expiresIn: 1 });
    };
    await expect(
      exchange({ ...local, ...clock, fetch, baseUrl: "http://localhost" })(),
    ).rejects.toMatchObject({
      code: "malformed_response",
    });
  });

  it("marks a token that was asked for because another was refused", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const source = exchange({ ...local, baseUrl: "http://localhost", fetch: sandbox.fetch });
    const first = await source();
    expect(await source({ rejected: first })).toHaveProperty("replacements", 1);
  });

  it("says what happened by events, with 64 bits of the token's SHA-256 in its place", async () => {
    const events: TokenEvent[] = [];
    const onEvent = (event: TokenEvent) => void events.push(event);
    const fetch = async () => Response.json({ accessToken: "abc", expiresIn: 60 });
    const now = () => 0;
    const token = await exchange({ ...local, baseUrl: "http://localhost", fetch, now, onEvent })();
    expect(token.fingerprint).toBe("ba7816bf8f01cfea");
    expect(events).toEqual([
      { type: "requested" },
      { type: "issued", durationMs: 0, expiresAt: 60_000, fingerprint: "ba7816bf8f01cfea" },
    ]);
  });
});

describe("exchange: when it cannot be had", () => {
  it("the documented refusal of wrong credentials is credentials_rejected", async () => {
    await using sandbox = await closing(
      await serve({ credentials: [{ apiKey: "other", apiSecret: "other" }] }),
    );
    await expect(exchange({ ...local, baseUrl: sandbox.url })()).rejects.toMatchObject({
      code: "credentials_rejected",
      status: 401,
    });
  });

  it("a redirect is an error, and no second origin sees the secret", async () => {
    await using elsewhere = await wire((_, response) =>
      response.end('{"accessToken":"stolen","expiresIn":3600}'),
    );
    await using server = await wire((_, response) =>
      response.writeHead(307, { location: `${elsewhere.url}/business/auth` }).end(),
    );
    await expect(exchange({ ...local, baseUrl: server.url })()).rejects.toMatchObject({
      code: "unexpected_response",
      status: 307,
    });
    expect(elsewhere.arrived).toHaveLength(0);
  });

  it("an answer beyond 64 KiB is not read to its end", async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 16_384;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
    });
    const source = exchange({ ...local, baseUrl: "http://localhost", fetch: async () => new Response(body) });
    await expect(source()).rejects.toMatchObject({ code: "malformed_response" });
    expect(sent).toBeLessThanOrEqual(65_536 + 3 * 16_384);
  });

  it("a hanging endpoint gives timeout, and the next try has a timer of its own", async () => {
    await using server = await silence();
    const clock = fakeClock();
    const source = exchange({ ...local, ...clock, baseUrl: server.url, timeoutMs: 10_000 });
    const first = expect(source()).rejects.toMatchObject({ code: "timeout" });
    await server.connected;
    await clock.advance(10_000);
    await first;
    let over = false;
    const second = source().catch(() => {
      over = true;
    });
    await clock.advance(9_999);
    expect(over).toBe(false);
    await clock.advance(1);
    await second;
  });

  it("a body that never ends is a timeout too", async () => {
    const clock = fakeClock();
    const fetch = async () => new Response(new ReadableStream());
    const failed = expect(
      exchange({ ...local, ...clock, fetch, baseUrl: "http://localhost" })(),
    ).rejects.toMatchObject({ code: "timeout" });
    await clock.advance(10_000);
    await failed;
  });

  it("nobody listening is unavailable, with the system's code for it", async () => {
    const gone = await wire(() => {});
    await gone[Symbol.asyncDispose]();
    await expect(exchange({ ...local, baseUrl: gone.url })()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("a connection that breaks, before the answer or within its body, is unavailable", async () => {
    await using abrupt = await wire((_, response) => response.destroy());
    await expect(exchange({ ...local, baseUrl: abrupt.url })()).rejects.toMatchObject({
      code: "unavailable",
    });
    await using broken = await wire((_, response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"acc');
      setImmediate(() => response.destroy());
    });
    await expect(exchange({ ...local, baseUrl: broken.url })()).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it.each([
    ["no Response at all", () => undefined],
    ["an answer without headers", () => ({ status: 200 })],
    ["a body that is no stream", () => ({ status: 200, headers: new Headers(), body: "{}" })],
  ])("a fetch that gives %s fails with a TokenError, and an event says so", async (_, answer) => {
    const codes: string[] = [];
    const source = exchange({
      ...local,
      baseUrl: "http://localhost",
      fetch: async () => answer() as unknown as Response,
      onEvent: (event) => void ("code" in event && codes.push(event.code)),
    });
    await expect(source()).rejects.toMatchObject({ code: expect.stringMatching(/malformed|unavailable/) });
    expect(codes).toHaveLength(1);
  });

  it("a caller's signal ends it with the caller's reason; one that has ended already sends nothing", async () => {
    await using server = await silence();
    const leaving = new AbortController();
    const source = exchange({ ...local, baseUrl: server.url });
    const given = expect(source({ signal: leaving.signal })).rejects.toBe("gone");
    await server.connected;
    leaving.abort("gone");
    await given;
    let sends = 0;
    const fetch = async () => {
      sends += 1;
      return new Response();
    };
    const never = exchange({ ...local, baseUrl: "http://localhost", fetch })({
      signal: AbortSignal.abort("early"),
    });
    await expect(never).rejects.toBe("early");
    expect(sends).toBe(0);
  });

  it("reports a failure by an event", async () => {
    const events: TokenEvent[] = [];
    const source = exchange({
      ...local,
      baseUrl: "http://localhost",
      now: () => 5,
      fetch: async () => new Response(null, { status: 503 }),
      onEvent: (event) => void events.push(event),
    });
    await expect(source()).rejects.toBeInstanceOf(TokenError);
    expect(events).toEqual([{ type: "requested" }, { type: "failed", durationMs: 0, code: "unavailable" }]);
  });
});

async function closing<T extends { close(): Promise<void> }>(server: T): Promise<T & AsyncDisposable> {
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}
