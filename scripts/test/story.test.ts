import { once } from "node:events";
import { createServer } from "node:http";
import { createTokenManager, type TokenManager } from "@wakapay/auth-core";
import { serve } from "@wakapay/sandbox/serve";
import { expect, test } from "vitest";
import { freshCredentials } from "../src/credentials.ts";
import { story } from "../src/story.ts";

/** Tells the story of a gateway that asks `managers` whose token a call gets; answers what was said. */
async function told(managers: (make: () => TokenManager) => () => TokenManager): Promise<string> {
  const credentials = freshCredentials();
  const sandbox = await serve({ credentials: [credentials] });
  const managerOfCall = managers(() =>
    createTokenManager({
      baseUrl: sandbox.url,
      allowInsecureLoopback: true,
      throwOnFailedRenewal: true,
      ...credentials,
    }),
  );
  const server = createServer((request, response) => {
    managerOfCall()
      .fetch(request.url ?? "/")
      .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
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
    await story(stack, (line) => lines.push(line));
    return lines.join("\n");
  } finally {
    server.close();
    server.closeAllConnections();
    await sandbox.close();
  }
}

test("the story of a gateway that shares one token holds, and shows no secret", async () => {
  const said = await told((make) => {
    const shared = make();
    return () => shared;
  });
  expect(said).toContain("exchanges at the API: 0");
  expect(said).toContain("TokenError");
  expect(said).not.toContain("wgk_");
  expect(said).not.toContain("eyJ");
});

test("the story of a gateway that exchanges for each call does not hold", async () => {
  await expect(told((make) => make)).rejects.toThrow(
    "The story does not hold: exchanges at the API: 100, where 0 was promised.",
  );
});
