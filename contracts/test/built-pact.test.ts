import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { builtPact } from "../src/built-pact.ts";
import { CREDENTIALS, exchangeOfCredentials, exchangeRequest } from "./documented-requests.ts";

const exchange = {
  description: "an exchange",
  request: exchangeOfCredentials,
  response: { status: 200, json: {} },
};

test.each([
  ["another secret", { ...CREDENTIALS, apiSecret: "another" }],
  ["a field more", { ...CREDENTIALS, scope: "all" }],
  ["a field less", { apiKey: CREDENTIALS.apiKey }],
])("a consumer that sends %s than its pact says has written no pact", async (_, body) => {
  const { pact, written } = pactInFolder();
  await expect(pact(exchange, (baseUrl) => send(baseUrl, body))).rejects.toThrow();
  expect(written()).toBe(false);
});

test("a consumer that asks nothing has written no pact", async () => {
  const { pact, written } = pactInFolder();
  await expect(pact(exchange, async () => {})).rejects.toThrow();
  expect(written()).toBe(false);
});

test("a consumer that asks rightly has written its pact", async () => {
  const { pact, written } = pactInFolder();
  await pact(exchange, (baseUrl) => send(baseUrl, CREDENTIALS));
  expect(written()).toBe(true);
});

test("a body that is no JSON is refused: Pact's builder would write another", async () => {
  const { pact, written } = pactInFolder();
  const request = exchangeRequest({ "Content-Type": "application/json" }, { malformedJson: "{" });
  await expect(pact({ ...exchange, request }, async () => {})).rejects.toThrow("JSON alone");
  expect(written()).toBe(false);
});

async function send(baseUrl: string, body: object): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  await fetch(`${baseUrl}/business/auth`, { method: "POST", headers, body: JSON.stringify(body) });
}

function pactInFolder() {
  const folder = mkdtempSync(join(tmpdir(), "wakapay-consumer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "a-consumer-wakapay-api.json");
  return { pact: builtPact("a-consumer", folder), written: () => existsSync(file) };
}
