import { expect, test } from "vitest";
import { readBody } from "../../src/http/read-body.ts";

/** Creates a request whose body streams these chunks, and then ends or fails. */
function streamRequest(chunks: readonly string[], { fails = false, headers = {} } = {}): Request {
  const left = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = left.shift();
      if (chunk !== undefined) controller.enqueue(new TextEncoder().encode(chunk));
      else if (fails) controller.error(new Error("connection lost"));
      else controller.close();
    },
  });
  return new Request("https://api.test.wakapay.io/", { method: "POST", headers, body, duplex: "half" });
}

/** Returns the text of the body, or the status of the error response. */
async function read(request: Request, limit: number): Promise<string | number> {
  const body = await readBody(request, limit);
  return body instanceof Response ? body.status : new TextDecoder().decode(body);
}

test("joins the chunks of a body", async () => {
  expect(await read(streamRequest(["abc", "", "de", "f"]), 100)).toBe("abcdef");
  expect(await read(new Request("https://api.test.wakapay.io/"), 0)).toBe("");
});

test("accepts a body of exactly the limit and rejects one byte more", async () => {
  expect(await read(streamRequest(["abc", "def"]), 6)).toBe("abcdef");
  expect(await read(streamRequest(["abc", "def"]), 5)).toBe(413);
});

test("rejects a body by its Content-Length without reading it", async () => {
  const request = streamRequest(["abc"], { headers: { "Content-Length": "6" } });
  expect(await read(request, 5)).toBe(413);
  expect(request.bodyUsed).toBe(false);
});

test("rejects a body that ends early", async () => {
  expect(await read(streamRequest(["abc"], { fails: true }), 100)).toBe(400);
});
