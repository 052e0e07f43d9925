import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { localGateway } from "../http/local-gateway.ts";
import { runCommand } from "./run-command.ts";

const smoke = (args: readonly string[], key: string) =>
  runCommand("smoke", args, { variables: { GATEWAY_KEY: key } });
const verdicts = (lines: readonly string[]) => lines.map((line) => line.split(" ", 1)[0]);

describe("wakapay-gateway smoke", () => {
  test("passes four steps on a working gateway, and stops at the first failure", async () => {
    const local = await localGateway();
    const passed = await smoke([local.gateway.url], local.key);
    expect(verdicts(passed.lines)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(passed.code).toBe(0);

    const wrongKey = await smoke([local.gateway.url], "wgk_canary");
    expect(verdicts(wrongKey.lines.slice(0, 3))).toEqual(["ok", "ok", "FAILED"]);
    expect(wrongKey.lines[2]).toBe(
      "FAILED  the key can read a balance: expected 200, got 401: GATEWAY_KEY is not a valid key of this gateway",
    );
    expect(wrongKey.code).toBe(1);

    await local.close();
    const unreachable = await smoke([local.gateway.url], local.key);
    expect(unreachable.lines).toEqual([
      expect.stringMatching(/^FAILED {2}the Worker runs: expected 200, got no response: .*ECONNREFUSED/),
    ]);
    expect(unreachable.code).toBe(1);
    for (const { lines, errors } of [passed, wrongKey, unreachable])
      expect(lines.join() + errors).not.toContain("wgk_");
  });

  test("prints the steps as JSON with --json", async () => {
    const { code, lines } = await smoke(["--json", "http://127.0.0.1:9"], "wgk_canary");
    expect(JSON.parse(lines.join())).toEqual([
      { step: "the Worker runs", ok: false, failure: expect.stringContaining("no response") },
    ]);
    expect(code).toBe(1);
  });

  test("prints the start of an unexpected body, escaped", async () => {
    const server = createServer((_, response) => {
      const body = `\u001b[2J\r\n${"x".repeat(100_000)}`;
      response.writeHead(500, { "wakapay-gateway-answer": "gateway" }).end(body);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { code, lines } = await smoke([`http://127.0.0.1:${Object(server.address()).port}`], "wgk_canary");
    server.close();
    expect(code).toBe(1);
    expect(lines).toEqual([
      "FAILED  the Worker runs: expected 200, got 500",
      expect.stringMatching(/^ {8}"\\u001b\[2J\\r\\nx{400,500}…"$/),
    ]);
  });

  test("does not print the key if the server sends it back", async () => {
    const server = createServer(({ url, headers }, response) => {
      const status = url === "/healthz" ? 200 : headers.authorization ? 418 : 401;
      response.writeHead(status, { "wakapay-gateway-answer": "gateway" });
      response.end("x".repeat(495) + (headers.authorization ?? ""));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { lines } = await smoke([`http://127.0.0.1:${Object(server.address()).port}`], "wgk_canary");
    server.close();
    expect(lines[2]).toBe("FAILED  the key can read a balance: expected 200, got 418");
    expect(lines.join()).not.toMatch(/wgk|canary/);
  });

  test.each([500, 200])("sends no key to a server that is not a gateway and returns %i", async (status) => {
    const keys: unknown[] = [];
    const server = createServer(({ headers }, response) => {
      keys.push(headers.authorization);
      response.writeHead(status).end("no gateway");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = Object(server.address());
    const { code, lines } = await smoke([`http://127.0.0.1:${port}`], "wgk_canary");
    server.close();
    expect(keys).toEqual([undefined]);
    expect(lines).toEqual([expect.stringMatching(/^FAILED {2}the Worker runs: expected 200, got /)]);
    expect(code).toBe(1);
  });

  test.each<[string, readonly string[], string]>([
    ["no URL", [], "wgk_canary"],
    ["a malformed URL", ["nonsense"], "wgk_canary"],
    ["http beyond loopback", ["http://gateway.example"], "wgk_canary"],
    ["another scheme", ["ftp://127.0.0.1"], "wgk_canary"],
    ["an empty key", ["https://gateway.example"], ""],
    ["a blank key", ["https://gateway.example"], " "],
    ["two keys on two lines", ["http://127.0.0.1:9"], "wgk_canary\nwgk_canary"],
    ["two keys on two lines of Windows", ["http://127.0.0.1:9"], "wgk_canary\r\nwgk_canary"],
    ["two keys on one line", ["http://127.0.0.1:9"], "wgk_canary wgk_canary"],
    ["a key that a header cannot contain", ["http://127.0.0.1:9"], "wgk_canary…"],
  ])("says what is wrong and sends nothing if it gets %s", async (_, args, key) => {
    const { code, lines, errors } = await smoke(args, key);
    expect(errors).toMatch(/^wakapay-gateway smoke: (Name one URL|GATEWAY_KEY must be one)/);
    expect(errors).not.toContain("canary");
    expect(lines).toEqual([""]);
    expect(code).toBe(2);
  });
});
