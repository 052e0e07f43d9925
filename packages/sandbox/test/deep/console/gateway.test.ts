import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { credentials, type OpenConsole, useConsole } from "./browser.ts";

/** Starts a small gateway: it keeps one token, and replaces it once if the sandbox rejects it. */
async function startGateway({ sandbox, api }: OpenConsole): Promise<string> {
  let token: Promise<string> | undefined;
  const server = createServer(async (_, response) => {
    let sends = 0;
    const send = async () => {
      sends += 1;
      token ??= api.token(credentials);
      const used = token;
      const { status } = await api.balance(`Bearer ${await used}`);
      if (status === 401 && token === used) token = undefined;
      return status;
    };
    const first = await send();
    const status = first === 401 ? await send() : first;
    const isRejected = status === 401;
    const line = {
      ...{ method: "GET", caller: "demo", route: "/business/**", status: isRejected ? 503 : status, sends },
      ...(isRejected && { problem: "credentials_rejected" }),
      ...{ tokenFrom: "broker", durationMs: 4 },
    };
    await fetch(`${sandbox.url}/_sandbox/gateway-requests`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify([line]),
    });
    response.statusCode = line.status;
    response.end(
      JSON.stringify(isRejected ? { type: "urn:wakapay-gateway:problem:credentials_rejected" } : {}),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

describe.skipIf(inject("chromium") === "")("in Chromium, the gateway view", () => {
  const open = useConsole();

  test("says how to connect a gateway", async () => {
    const { page } = await open();
    await page.getByRole("link", { name: "Gateway" }).click();
    await page.getByText("npx -y pnpm@12 start").waitFor();
  });

  test("tells the story of the demo in five clicks, and shows the repaired calls", async () => {
    const opened = await open();
    const { sandbox, page } = opened;
    const url = await startGateway(opened);
    await fetch(`${sandbox.url}/_sandbox/gateway`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ url, key: "canary-gateway-key" }),
    });
    await page.getByRole("link", { name: "Gateway" }).click();
    for (const [step, button, result] of [
      [1, "Call the gateway", "1 × 200, 1 exchange"],
      [2, "Send 100 calls", "100 × 200, 0 exchanges"],
      [3, "Revoke, then send 20 calls", "20 × 200, 1 exchange"],
      [4, "Reject, then call", "1 × 503, 1 exchange, credentials_rejected"],
      [5, "Accept the credentials", "1 × 200, 1 exchange"],
    ] as const) {
      await page.getByRole("button", { name: button }).click();
      await page.locator(`#step-${step} .result`, { hasText: result }).waitFor();
    }
    await page.locator("tr.repaired", { hasText: "WakaPay rejected the token" }).first().waitFor();
    await page.locator("tr.rejected", { hasText: "credentials_rejected" }).waitFor();
    expect(await page.locator("#count").textContent()).toBe("123 requests through the gateway");
  });
});
