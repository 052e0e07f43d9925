import { expect, test } from "vitest";
import { boundedBody } from "../../src/http/read-body.ts";

/** A request whose body comes in these chunks, and then ends or breaks off. */
function streamed(chunks: readonly string[], { breaks = false, headers = {} } = {}): Request {
  const left = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = left.shift();
      if (chunk !== undefined) controller.enqueue(new TextEncoder().encode(chunk));
      else if (breaks) controller.error(new Error("the network is gone"));
      else controller.close();
    },
  });
  return new Request("https://api.test.wakapay.io/", { method: "POST", headers, body, duplex: "half" });
}

/** The body's text, or the refusal's status. */
async function outcome(request: Request, limit: number): Promise<string | number> {
  const body = await boundedBody(request, limit);
  return body instanceof Response ? body.status : new TextDecoder().decode(body);
}

test("a body is put together from its chunks", async () => {
  expect(await outcome(streamed(["abc", "", "de", "f"]), 100)).toBe("abcdef");
  expect(await outcome(new Request("https://api.test.wakapay.io/"), 0)).toBe("");
});

test("the bound is exact", async () => {
  expect(await outcome(streamed(["abc", "def"]), 6)).toBe("abcdef");
  expect(await outcome(streamed(["abc", "def"]), 5)).toBe(413);
});

test("a body that announces its size is refused before it is read", async () => {
  const request = streamed(["abc"], { headers: { "Content-Length": "6" } });
  expect(await outcome(request, 5)).toBe(413);
  expect(request.bodyUsed).toBe(false);
});

test("a body that breaks off is refused", async () => {
  expect(await outcome(streamed(["abc"], { breaks: true }), 100)).toBe(400);
});
