import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { streamPage } from "../../src/console/stream-page.ts";
import { type ConsoleClient, startConsole } from "./client.ts";

let client: ConsoleClient;
beforeEach(async () => {
  client = await startConsole();
});
afterEach(() => client.sandbox.close());

/** Follows a page. `next` resolves with the content of the next event that contains a text. */
async function follow(page: string) {
  const response = await client.get(`/_sandbox/console/events?page=${encodeURIComponent(page)}`);
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  if (response.body === null) throw new Error("the events have no body");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async next(wanted: string): Promise<string> {
      while (!text.includes(wanted) || !text.endsWith("\n\n")) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended before ${wanted}`);
        text += value;
      }
      const event = text;
      text = "";
      return event;
    },
    end: () => reader.cancel(),
  };
}

test("sends the strip and the content of a page, at once and after each change", async () => {
  const events = await follow("/");
  expect(await events.next("No requests yet")).toMatch(/^data: <section id="strip"/);
  await client.api.balance();
  expect(await events.next("entry-1")).toContain("Authorization header is missing");
  client.sandbox.fault({ status: 503, times: 1 });
  await events.next("503, 1 of 1 requests left");
  await events.end();
});

test("applies the filters of the page", async () => {
  const events = await follow("/?outcome=exchange");
  await events.next("No requests yet");
  await client.api.balance();
  await client.api.exchange();
  const event = await events.next("entry-2");
  expect(event).not.toContain('id="entry-1"');
  await events.end();
});

test("sends the remaining life of tokens while nothing else happens", async () => {
  client.sandbox.configure({ lifetimeSeconds: 5 });
  await client.api.exchange();
  const events = await follow("/_sandbox/console/tokens");
  await events.next("1 live token");
  await events.next("<span>3 s</span>");
  await events.end();
});

test.each(["/other", "/business/balance", "https://evil.example/x"])(
  "has no events for the page %s",
  async (page) => {
    const response = await client.get(`/_sandbox/console/events?page=${encodeURIComponent(page)}`);
    expect(response.status).toBe(404);
  },
);

test("renders nothing for a client that does not read", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let renders = 0;
  const render = () => {
    renders += 1;
    return `content ${renders}`;
  };
  const { body } = streamPage({ render, subscribe: () => () => {} });
  const reader = body?.getReader();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(renders).toBe(1);
  await reader?.read();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(renders).toBe(2);
  await reader?.cancel();
});
