import { makeConsumerPact } from "@pact-foundation/pact-core";
import { expect, onTestFinished, test } from "vitest";

// What this package works around. A failure here is good news: the workaround that it names can go.

const BODY = '{ "apiKey": ';

test("Pact's default engine cannot hold malformed JSON: consumer-pact.ts chooses another", async () => {
  const url = await mockOf((held) => held.withRequestBody(BODY, "application/json"));
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: BODY,
  });
  expect(response.status).toBe(500);
});

test("Pact's builder gives every body a Content-Type: add-untyped-body.ts writes it past the builder", async () => {
  const url = await mockOf((held) => held.withRequestBody("plain", "text/plain"));
  const response = await fetch(url, { method: "POST", body: Buffer.from("plain") });
  expect(response.status).toBe(500);
});

type Held = ReturnType<ReturnType<typeof makeConsumerPact>["newInteraction"]>;

async function mockOf(request: (held: Held) => void): Promise<string> {
  const pact = makeConsumerPact("tripwire", "tripwire", 5, "error");
  const held = pact.newInteraction("a tripwire");
  held.withRequest("POST", "/");
  request(held);
  held.withStatus(200);
  const port = pact.createMockServer("127.0.0.1", 0);
  onTestFinished(() => {
    pact.cleanupMockServer(port);
  });
  return `http://127.0.0.1:${port}/`;
}
