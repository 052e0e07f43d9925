import { once } from "node:events";
import { createServer, request } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/relay/listen.ts";
import type { RelayedRequest } from "../../src/relay/provider-response.ts";
import { INTERACTION_HEADER, startRelay } from "../../src/relay/start-relay.ts";

describe("startRelay", () => {
  test.each(["/a?b=%2F", "//other.example/a", "/a/../b", "http://other.example/a", "/\\other.example"])(
    "forwards the request target %s to the provider unchanged",
    async (target) => {
      const { relay, received } = await start();
      await send(relay, target);
      expect(received.map(({ url }) => url)).toEqual([target]);
    },
  );

  test("removes the header that names the interaction and reports its value", async () => {
    const { relay, received, relayed } = await start();
    await send(relay, "/a?b", { [INTERACTION_HEADER]: "an-interaction", "x-other": "1" });
    expect(received[0]?.headers).toMatchObject({ "x-other": "1" });
    expect(received[0]?.headers).not.toHaveProperty(INTERACTION_HEADER);
    expect(relayed).toEqual([{ interaction: "an-interaction", method: "POST", path: "/a" }]);
  });

  test("forwards the bytes of a response that is not text", async () => {
    const { relay } = await start();
    expect(await send(relay, "/a")).toEqual(BYTES);
  });
});

const BYTES = Buffer.from([0, 255, 128, 10]);

async function start() {
  const received: { url: string | undefined; headers: object }[] = [];
  const relayed: RelayedRequest[] = [];
  const provider = await listen(
    createServer(({ url, headers }, response) => {
      received.push({ url, headers });
      response.end(BYTES);
    }),
  );
  onTestFinished(provider.close);
  const relay = await startRelay(provider.url, {
    responseTimeoutMs: 5000,
    onResponse(of, response) {
      relayed.push(of);
      return response;
    },
    onFailure: (_, error) => expect.unreachable(String(error)),
  });
  onTestFinished(relay.close);
  return { relay: relay.url, received, relayed };
}

async function send(relay: string, path: string, headers: Record<string, string> = {}): Promise<Buffer> {
  const sent = request(relay, { method: "POST", path, headers }).end();
  const [response] = await once(sent, "response");
  return Buffer.concat(await response.toArray());
}
