import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type ServedSandbox, type ServeOptions, serve } from "../src/serve.ts";
import { createClient } from "./client.ts";
import { credentials } from "./forms/form.ts";
import { rawCall } from "./raw-request.ts";

const open: ServedSandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

async function served(options: Partial<ServeOptions> = {}): Promise<ServedSandbox> {
  const sandbox = await serve({ credentials: [credentials], ...options });
  open.push(sandbox);
  return sandbox;
}

const clientOf = ({ url }: ServedSandbox) => createClient({ fetch, url });

test("it listens on 127.0.0.1, on any free port", async () => {
  const [one, other] = [await served(), await served()];
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(other.url).not.toBe(one.url);
});

test("what a test does to the object, callers over HTTP meet, and the journal is one", async () => {
  const sandbox = await served();
  await clientOf(sandbox).exchange();
  await createClient(sandbox).exchange();
  expect(sandbox.exchanges()).toBe(2);
});

test("a taken port is refused with a way out", async () => {
  const { url } = await served();
  const port = Number(new URL(url).port);
  await expect(serve({ credentials: [credentials], port })).rejects.toThrow(
    `Cannot listen on port ${port} of 127.0.0.1: the port is taken: choose another, or 0 for any free one.`,
  );
});

test("an address that is not to be had is refused by name", async () => {
  await expect(serve({ credentials: [credentials], host: "192.0.2.1" })).rejects.toThrow(
    "Cannot listen on port 0 of 192.0.2.1",
  );
});

test.each([-1, 65_536, 1.5, Number.NaN])("%d is no port", async (port) => {
  await expect(serve({ credentials: [credentials], port })).rejects.toThrow(
    "port must be a whole number from 0 to 65535.",
  );
});

test("off loopback there is no control API, and asking for it is an error", async () => {
  const { url } = await served({ host: "0.0.0.0" });
  const reached = url.replace("0.0.0.0", "127.0.0.1");
  expect((await fetch(`${reached}/_sandbox/healthz`)).status).toBe(404);
  expect((await fetch(`${reached}/business/auth`)).status).toBe(405);
  const asked = serve({ credentials: [credentials], host: "0.0.0.0", control: true });
  await expect(asked).rejects.toThrow("The control API is for loopback alone");
});

test("on loopback the control API can be turned off", async () => {
  const { url } = await served({ control: false });
  expect((await fetch(`${url}/_sandbox/healthz`)).status).toBe(404);
});

test("it leaves the program's own Request and Response alone", async () => {
  const before = [globalThis.Request, globalThis.Response];
  await clientOf(await served()).exchange();
  expect([globalThis.Request, globalThis.Response]).toEqual(before);
});

test("a hang-up ends the connection without a byte", async () => {
  const sandbox = await served();
  sandbox.fault({ hangUp: true, times: 1 });
  const { hostname, port } = new URL(sandbox.url);
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    received += text;
  });
  socket.write("POST /business/auth HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
  await once(socket, "close");
  expect(received).toBe("");
  expect((await clientOf(sandbox).exchange()).status).toBe(200);
});

test("close ends held calls and idle connections, frees the port, and may be called again", async () => {
  const sandbox = await served();
  const client = clientOf(sandbox);
  await client.exchange();
  sandbox.fault({ delayMs: 600_000 });
  const held = client.exchange();
  await expect.poll(() => sandbox.exchanges()).toBe(2);
  const refused = expect(held).rejects.toThrow("fetch failed");
  await sandbox.close();
  await refused;
  await sandbox.close();
  await expect.poll(() => sandbox.journal().at(-1)?.outcome).toBe("caller left");
  const next = await served({ port: Number(new URL(sandbox.url).port) });
  expect(next.url).toBe(sandbox.url);
});

test("a caller that leaves ends its delay", async () => {
  const sandbox = await served();
  sandbox.fault({ delayMs: 600_000, route: "business" });
  const caller = new AbortController();
  const answer = clientOf(sandbox).balance("Bearer a", { signal: caller.signal });
  await expect.poll(() => sandbox.journal().length).toBe(1);
  caller.abort();
  await expect(answer).rejects.toThrow();
  await expect.poll(() => sandbox.journal()[0]?.outcome).toBe("caller left");
});

test.each([100_000, 3_000_000])(
  "a streamed body of %i bytes is refused in words, not by a reset",
  async (length) => {
    const { url } = await served();
    const body = new Blob(["x".repeat(length)]).stream();
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${url}/business/auth`, { method: "POST", headers, body, duplex: "half" });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toEqual({ code: 0, error: "body over 65536 bytes" });
  },
);

test("a request that cannot be read is refused in the documented shape", async () => {
  const { url } = await served();
  const answer = await rawCall(`${url}/business/balance`, { Host: "a b" });
  expect([answer.status, JSON.parse(answer.body)]).toEqual([400, { code: 0, error: "unreadable request" }]);
});
