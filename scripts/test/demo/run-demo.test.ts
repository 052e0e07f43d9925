import { once } from "node:events";
import { createServer } from "node:http";
import { createTokenManager, type TokenManager } from "@wakapay/auth-core";
import { serve } from "@wakapay/sandbox/serve";
import { expect, test } from "vitest";
import { runDemo } from "../../src/demo/run-demo.ts";
import { createCredentials } from "../../src/stack/credentials.ts";

/**
 * Runs the demo against a stand-in gateway that picks a manager for each call. Returns the output.
 */
async function outputOf(
  managerPicker: (createManager: () => TokenManager) => () => TokenManager,
): Promise<string> {
  const credentials = createCredentials();
  const sandbox = await serve({ credentials: [credentials] });
  const pickManager = managerPicker(() =>
    createTokenManager({
      baseUrl: sandbox.url,
      allowInsecureLoopback: true,
      throwOnFailedRenewal: true,
      ...credentials,
    }),
  );
  const server = createServer((request, response) => {
    pickManager()
      .fetch(request.url ?? "/")
      .then(async (upstream) => response.writeHead(upstream.status).end(await upstream.text()))
      .catch(({ code }) => response.writeHead(503).end(JSON.stringify({ type: code })));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;

  const lines: string[] = [];
  const stack = {
    sandboxUrl: sandbox.url,
    gatewayUrl: `http://127.0.0.1:${port}`,
    gatewayKey: "wgk_demo_any",
    credentials,
    failed: Promise.withResolvers<string>().promise,
    stop: () => sandbox.close(),
  };
  try {
    await runDemo(stack, (line) => lines.push(line));
    return lines.join("\n");
  } finally {
    server.close();
    server.closeAllConnections();
    await sandbox.close();
  }
}

test("passes for a gateway that shares one token, and prints no secret", async () => {
  const output = await outputOf((createManager) => {
    const manager = createManager();
    return () => manager;
  });
  expect(output).toContain("token requests: 0");
  expect(output).toContain("TokenError");
  expect(output).not.toContain("wgk_");
  expect(output).not.toContain("eyJ");
});

test("fails for a gateway that requests a token for each call", async () => {
  await expect(outputOf((createManager) => createManager)).rejects.toThrow(
    "The demo failed: token requests: 100 (expected 0).",
  );
});
