import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { type ServedSandbox, type ServeOptions, serve } from "../src/serve.ts";
import { createClient } from "./client.ts";
import { credentials } from "./forms/form.ts";
import { rawRequest } from "./raw-request.ts";
import { startSandbox as start } from "./start-sandbox.ts";

const clientOf = ({ url }: ServedSandbox) => createClient({ fetch, url });

test("listens on any free port of 127.0.0.1", async () => {
  const [first, second] = [await start(), await start()];
  expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(second.url).not.toBe(first.url);
});

test("shares its state between HTTP and the returned object", async () => {
  const sandbox = await start();
  await clientOf(sandbox).exchange();
  await createClient(sandbox).exchange();
  expect(sandbox.exchanges()).toBe(2);
});

test("rejects a port that is in use", async () => {
  const { url } = await start();
  const port = Number(new URL(url).port);
  await expect(serve({ credentials: [credentials], port })).rejects.toThrow(
    `Cannot listen on port ${port} of 127.0.0.1: the port is in use. Choose another port, or 0 for any free port.`,
  );
});

test("rejects an address that is not available", async () => {
  await expect(serve({ credentials: [credentials], host: "192.0.2.1" })).rejects.toThrow(
    "Cannot listen on port 0 of 192.0.2.1",
  );
});

test.each([-1, 65_536, 1.5, Number.NaN])("rejects the port %d", async (port) => {
  await expect(serve({ credentials: [credentials], port })).rejects.toThrow(
    `\`port\` must be a whole number from 0 to 65535 (got ${port}).`,
  );
});

test.each<[string, unknown]>([
  ["an empty string", ""],
  ["a string", " "],
  ["null", null],
  ["a boolean", false],
  ["undefined", undefined],
])("never listens on every interface for the host %s %j", async (received, host) => {
  const options: ServeOptions = JSON.parse(JSON.stringify({ credentials: [credentials], host }));
  if (host === undefined) {
    expect((await start({ ...options, host: undefined })).url).toContain("//127.0.0.1:");
    return;
  }
  await expect(serve(options)).rejects.toThrow(
    `\`host\` must be a host name or address, such as 127.0.0.1 (got ${received}).`,
  );
});

test("reports its health on every interface, without a control API", async () => {
  const { url, journal } = await start({ host: "0.0.0.0" });
  const loopbackUrl = url.replace("0.0.0.0", "127.0.0.1");
  const health = await rawRequest(`${loopbackUrl}/_sandbox/healthz`, { Host: "sandbox:4010" });
  expect(health).toEqual({ status: 200, body: '{"status":"ok"}' });
  expect(journal()).toEqual([]);
  expect((await fetch(`${loopbackUrl}/_sandbox/journal`)).status).toBe(404);
  expect((await fetch(`${loopbackUrl}/business/auth`)).status).toBe(405);
  await expect(serve({ credentials: [credentials], host: "0.0.0.0", control: true })).rejects.toThrow(
    "`control` requires a loopback `host` (got 0.0.0.0)",
  );
});

test("turns the control API off on loopback if control is false", async () => {
  const { url } = await start({ control: false });
  expect((await fetch(`${url}/_sandbox/journal`)).status).toBe(404);
  expect((await fetch(`${url}/_sandbox/healthz`)).status).toBe(200);
});

test("leaves the global Request and Response unchanged", async () => {
  const before = [globalThis.Request, globalThis.Response];
  await clientOf(await start()).exchange();
  expect([globalThis.Request, globalThis.Response]).toEqual(before);
});

test("closes the connection without a byte on a hang-up", async () => {
  const sandbox = await start();
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

test("ends delayed requests and frees the port on close, which is idempotent", async () => {
  const sandbox = await start();
  const client = clientOf(sandbox);
  await client.exchange();
  sandbox.fault({ delayMs: 600_000 });
  const delayed = client.exchange();
  await expect.poll(() => sandbox.exchanges()).toBe(2);
  const rejected = expect(delayed).rejects.toThrow("fetch failed");
  await sandbox.close();
  await rejected;
  await sandbox.close();
  await expect.poll(() => sandbox.journal().at(-1)?.outcome).toBe("caller disconnected");
  const next = await start({ port: Number(new URL(sandbox.url).port) });
  expect(next.url).toBe(sandbox.url);
});

test("ends the delay of a caller that disconnects", async () => {
  const sandbox = await start();
  sandbox.fault({ delayMs: 600_000, route: "business" });
  const caller = new AbortController();
  const response = clientOf(sandbox).balance("Bearer a", { signal: caller.signal });
  await expect.poll(() => sandbox.journal().length).toBe(1);
  caller.abort();
  await expect(response).rejects.toThrow();
  await expect.poll(() => sandbox.journal()[0]?.outcome).toBe("caller disconnected");
});

test.each([100_000, 3_000_000])("returns 413 for a streamed body of %i bytes", async (length) => {
  const { url } = await start();
  const body = new Blob(["x".repeat(length)]).stream();
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${url}/business/auth`, { method: "POST", headers, body, duplex: "half" });
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ code: 0, error: "request body must not exceed 65536 bytes" });
});

test("returns a documented 400 for a malformed request", async () => {
  const { url } = await start();
  const response = await rawRequest(`${url}/business/balance`, { Host: "a b" });
  expect(response.status).toBe(400);
  expect(JSON.parse(response.body)).toEqual({ code: 0, error: "malformed request" });
});
