import { describe, expect, test } from "vitest";
import { createSandbox } from "../src/index.ts";

const credentials = { apiKey: "key-of-the-test", apiSecret: "secret-of-the-test" };
const address = "https://api.test.wakapay.io/business/auth";
const json = { "Content-Type": "application/json" };

/** Sends a body to the exchange of a new sandbox. */
function exchange(body: string, headers: Record<string, string> = json): Promise<Response> {
  return createSandbox({ credentials: [credentials] }).fetch(address, { method: "POST", headers, body });
}

describe("POST /business/auth", () => {
  test("a known key and secret get a JWT that lasts 3600 seconds", async () => {
    const answer = await exchange(JSON.stringify(credentials));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expiresIn: 3600,
    });
  });

  test.each([
    ["a missing apiKey", { apiSecret: credentials.apiSecret }],
    ["a missing apiSecret", { apiKey: credentials.apiKey }],
    ["an empty apiKey", { ...credentials, apiKey: "" }],
    ["an empty apiSecret", { ...credentials, apiSecret: "" }],
    ["an empty object", {}],
    ["a field that is null", { ...credentials, apiSecret: null }],
  ])("%s is told that both are required", async (_, body) => {
    const answer = await exchange(JSON.stringify(body));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ code: 0, error: "apiKey and apiSecret required" });
  });
});
