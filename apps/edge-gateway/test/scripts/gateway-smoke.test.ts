import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { localGateway } from "../http/local-gateway.ts";
import { runCommand } from "./run-command.ts";

const smoke = (args: readonly string[], key: string) =>
  runCommand("gateway-smoke", args, { variables: { GATEWAY_KEY: key } });
const verdicts = (lines: readonly string[]) => lines.map((line) => line.split(" ", 1)[0]);

describe("gateway:smoke", () => {
  test("passes four steps on a working gateway, and stops at the first failure", async () => {
    const local = await localGateway();
    const passed = await smoke([local.gateway.url], local.key);
    expect(verdicts(passed.lines)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(passed.code).toBe(0);

    const wrongKey = await smoke([local.gateway.url], "wgk_canary");
    expect(verdicts(wrongKey.lines)).toEqual(["ok", "ok", "FAILED"]);
    expect(wrongKey.lines.at(-1)).toMatch(/expected 404, got 401 .*key_refused/);
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
  ])("prints its usage and sends nothing if it gets %s", async (_, args, key) => {
    const { code, lines, errors } = await smoke(args, key);
    expect(errors).toMatch(/^Usage: GATEWAY_KEY=/);
    expect(errors).not.toContain("canary");
    expect(lines).toEqual([""]);
    expect(code).toBe(2);
  });
});
