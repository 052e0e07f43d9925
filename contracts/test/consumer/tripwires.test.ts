import { PactV4 } from "@pact-foundation/pact";
import { describe, expect, test } from "vitest";
import type { DescribeRequest } from "../../src/consumer/create-consumer-pact.ts";
import { withExactBody } from "../../src/consumer/with-exact-body.ts";
import { createFolder } from "../temporary-folder.ts";

// If one of these tests fails, Pact has improved and the workaround in its name can be removed.
describe("Pact still", () => {
  test("rejects malformed JSON, so a test selects another engine", async () => {
    const status = await getStatus(withExactBody("application/json", '{ "apiKey": '), {
      headers: { "Content-Type": "application/json" },
      body: '{ "apiKey": ',
    });
    expect(status).toBe(500);
  });

  test("requires a Content-Type for every body (add-body-without-type.ts)", async () => {
    const status = await getStatus((request) => request.body("text/plain", Buffer.from("a text")), {
      body: Buffer.from("a text"),
    });
    expect(status).toBe(500);
  });

  test("compares text only by its content type (with-exact-body.ts)", async () => {
    const status = await getStatus((request) => request.body("text/plain", Buffer.from("a text")), {
      headers: { "Content-Type": "text/plain" },
      body: "another text",
    });
    expect(status).toBe(200);
  });
});

async function getStatus(describeRequest: DescribeRequest, request: RequestInit): Promise<number> {
  let status = 0;
  await new PactV4({ consumer: "tripwire", provider: "tripwire", dir: createFolder(), logLevel: "error" })
    .addInteraction()
    .uponReceiving("a tripwire")
    .withRequest("POST", "/", describeRequest)
    .willRespondWith(200)
    .executeTest(async ({ url }) => {
      ({ status } = await fetch(`${url}/`, { method: "POST", ...request }));
    })
    .catch(() => {});
  return status;
}
