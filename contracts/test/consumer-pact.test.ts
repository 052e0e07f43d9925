import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { consumerPact } from "../src/consumer-pact.ts";
import { EXAMPLE_TOKEN } from "./documented-answers.ts";
import { CREDENTIALS, documentedBalance, exchangeOfCredentials } from "./documented-requests.ts";

const exchange = { description: "an exchange", request: exchangeOfCredentials, response: { status: 200 } };
const balance = { description: "a balance", request: documentedBalance, response: { status: 200 } };

test.each([
  ["another secret", { ...CREDENTIALS, apiSecret: "another" }],
  ["a field more", { ...CREDENTIALS, scope: "all" }],
  ["a field less", { apiKey: CREDENTIALS.apiKey }],
])("a consumer that sends %s than its pact says has written no pact", async (_, body) => {
  const { pact, written } = pactInFolder();
  const headers = { "Content-Type": "application/json" };
  const sent = pact([exchange], async (baseUrl) => {
    await fetch(`${baseUrl}/business/auth`, { method: "POST", headers, body: JSON.stringify(body) });
  });
  await expect(sent).rejects.toThrow("The consumer did not ask what its pact says");
  expect(written()).toBe(false);
});

test.each(["Basic abc", "Bearer another", `bearer${EXAMPLE_TOKEN}`])(
  "a consumer that sends `%s` in place of the bearer has written no pact",
  async (authorization) => {
    const { pact, written } = pactInFolder();
    const sent = pact([balance], async (baseUrl) => {
      await fetch(`${baseUrl}/business/balance?currency=USD`, { headers: { authorization } });
    });
    await expect(sent).rejects.toThrow("The consumer did not ask what its pact says");
    expect(written()).toBe(false);
  },
);

test("a consumer that asks nothing has written no pact", async () => {
  const { pact, written } = pactInFolder();
  await expect(pact([exchange], async () => {})).rejects.toThrow("missing-request");
  expect(written()).toBe(false);
});

test("a consumer that asks rightly and then fails keeps its own error, and has written no pact", async () => {
  const { pact, written } = pactInFolder();
  const failing = pact([balance], async (baseUrl) => {
    const headers = { authorization: `Bearer ${EXAMPLE_TOKEN}` };
    await fetch(`${baseUrl}/business/balance?currency=USD`, { headers });
    throw new RangeError("its own");
  });
  await expect(failing).rejects.toThrow(RangeError);
  expect(written()).toBe(false);
});

function pactInFolder() {
  const folder = mkdtempSync(join(tmpdir(), "wakapay-consumer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "a-consumer-wakapay-api.json");
  return { pact: consumerPact("a-consumer", folder), written: () => existsSync(file) };
}
