const MAX_BYTES = 65_536;

/**
 * Reads the body of a response as text. Returns `undefined` if it is larger than 64 KiB, and
 * rejects if the connection breaks.
 *
 * A body is a web stream, or a Node.js stream if `fetch` is node-fetch. Both are async iterables.
 * If a response has another body, or none, its `text()` is used, as for most mocks.
 */
export async function readText(response: Response): Promise<string | undefined> {
  const { body } = response;
  if (!isAsyncIterable(body)) return response.text();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body) {
    const part = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
    bytes += part.byteLength;
    if (bytes > MAX_BYTES) return undefined;
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * Returns whether `fetch` returned a response that this client can read. Mocks are often
 * incomplete.
 */
export function isReadable(response: Partial<Response> | undefined): boolean {
  const { status, headers, body, text } = response ?? {};
  const hasBody = isAsyncIterable(body) || typeof text === "function";
  return typeof status === "number" && typeof headers?.get === "function" && hasBody;
}

function isAsyncIterable(body: unknown): body is AsyncIterable<Uint8Array | string> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
