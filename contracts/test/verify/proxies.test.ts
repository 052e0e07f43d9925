import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/relay/listen.ts";

const CLI = fileURLToPath(new URL("../../src/command/cli.ts", import.meta.url));

const SPELLINGS = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "NODE_USE_ENV_PROXY",
];

describe("contracts:verify with proxy variables", () => {
  test("never uses a proxy for the sandbox, in any spelling of the variables", async () => {
    const proxy = await startProxy();
    const { code, output } = await verify(["--target", "node"], toVariables(SPELLINGS, proxy.url));
    expect(proxy.received).toEqual([]);
    expect(code, output).toBe(0);
  });

  test("uses the proxy for an environment if NODE_USE_ENV_PROXY is set", async () => {
    const proxy = await startProxy();
    const { code } = await verify(["--target", "environment"], {
      ...toVariables(["HTTPS_PROXY", "NODE_USE_ENV_PROXY"], proxy.url),
      WAKAPAY_BASE_URL: "https://wakapay.invalid",
      WAKAPAY_API_KEY: "a-key",
      WAKAPAY_API_SECRET: "a-secret",
    });
    expect(new Set(proxy.received)).toEqual(new Set(["CONNECT wakapay.invalid:443"]));
    expect(code).toBe(1);
  });
});

function toVariables(names: readonly string[], url: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name === "NODE_USE_ENV_PROXY" ? "1" : url]));
}

/** Starts a proxy that records every request and forwards none. */
async function startProxy() {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  });
  server.on("connect", ({ url }, socket) => {
    received.push(`CONNECT ${url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  const { url, close } = await listen(server);
  onTestFinished(close);
  return { url, received };
}

function verify(
  argv: readonly string[],
  variables: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const { PATH = "", HOME = "" } = process.env;
  return new Promise((resolve) => {
    const options = { env: { PATH, HOME, ...variables } };
    const child = execFile(process.execPath, [CLI, ...argv], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}
