import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createConsumerPact } from "../../src/consumer/create-consumer-pact.ts";
import { withExactBody } from "../../src/consumer/with-exact-body.ts";
import { CREDENTIALS, EXAMPLE_TOKEN, INJECTED_CREDENTIALS, withBearer, withJson } from "../documented-api.ts";
import { createFolder } from "../temporary-folder.ts";

describe("a consumer test writes no pact if", () => {
  test.each([
    ["another secret", { ...CREDENTIALS, apiSecret: "another" }],
    ["an additional field", { ...CREDENTIALS, scope: "all" }],
    ["one field less", { apiKey: CREDENTIALS.apiKey }],
  ])("the consumer sends %s", async (_, body) => {
    const { addTokenRequest, isWritten } = createPact();
    const run = addTokenRequest().executeTest(({ url }) => post(url, "application/json", body));
    await expect(run).rejects.toThrow("The following request was incorrect");
    expect(isWritten()).toBe(false);
  });

  test.each(["Basic abc", "Bearer another", `bearer${EXAMPLE_TOKEN}`])(
    "the consumer sends `Authorization: %s`",
    async (authorization) => {
      const { pact, isWritten } = createPact();
      const run = pact
        .addInteraction()
        .uponReceiving("a balance request")
        .withRequest("GET", "/business/balance", withBearer)
        .willRespondWith(200)
        .executeTest(({ url }) =>
          fetch(`${url}/business/balance?currency=USD`, { headers: { authorization } }),
        );
      await expect(run).rejects.toThrow("The following request was incorrect");
      expect(isWritten()).toBe(false);
    },
  );

  test("the consumer sends another text of the same content type", async () => {
    const { pact, isWritten } = createPact();
    const run = pact
      .addInteraction()
      .uponReceiving("a text")
      .withRequest("POST", "/business/auth", withExactBody("text/plain", "(a text)"))
      .willRespondWith(400)
      .executeTest(({ url }) => post(url, "text/plain", "another text"));
    await expect(run).rejects.toThrow("The following request was incorrect");
    expect(isWritten()).toBe(false);
  });

  test("the consumer sends no request", async () => {
    const { addTokenRequest, isWritten } = createPact();
    const run = addTokenRequest().executeTest(async () => {});
    await expect(run).rejects.toThrow("The following request was expected but not received");
    expect(isWritten()).toBe(false);
  });

  test("the consumer fails after it sent the right request", async () => {
    const { addTokenRequest, isWritten } = createPact();
    const run = addTokenRequest().executeTest(async ({ url }) => {
      await post(url, "application/json", CREDENTIALS);
      throw new RangeError("its own");
    });
    await expect(run).rejects.toThrow(RangeError);
    expect(isWritten()).toBe(false);
  });
});

test("a consumer test writes the pact if the consumer sends the described request", async () => {
  const { addTokenRequest, isWritten } = createPact();
  await addTokenRequest().executeTest(({ url }) => post(url, "application/json", CREDENTIALS));
  expect(isWritten()).toBe(true);
});

async function post(url: string, type: string, body: object | string): Promise<void> {
  await fetch(`${url}/business/auth`, {
    method: "POST",
    headers: { "Content-Type": type },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

function createPact() {
  const folder = createFolder();
  const pact = createConsumerPact("a-consumer", folder);
  const addTokenRequest = () =>
    pact
      .addInteraction()
      .uponReceiving("a token request")
      .withRequest("POST", "/business/auth", withJson(INJECTED_CREDENTIALS))
      .willRespondWith(200);
  const isWritten = () => existsSync(join(folder, "a-consumer-wakapay-api.json"));
  return { pact, addTokenRequest, isWritten };
}
