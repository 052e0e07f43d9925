import { Problem } from "../http/problem.ts";
import { withTimeout } from "../http/with-timeout.ts";

const DEFAULT_BUFFERED_BYTES = 65_536;
const MAX_BUFFERED_BYTES = 1_048_576;
const DEFAULT_STREAMED_BYTES = 1_048_576;
const MAX_DISCARDED_BYTES = 10_485_760;
const DISCARD_TIMEOUT_MS = 2_000;
const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i;

/** Options of {@link readBody}. */
export interface ReadBodyOptions {
  /** Whether the request may be sent twice. Its body is then buffered. */
  readonly isRepeatable: boolean;
  /**
   * Maximum size, in bytes. Default: 1048576 (1 MiB) for a streamed body, 65536 (64 KiB) for a
   * buffered one. A buffered body is limited to 1 MiB in any case.
   */
  readonly maxBytes?: number | undefined;
  /** Total time to wait for the caller to send the body, in milliseconds. */
  readonly timeoutMs: number;
}

/** The body of the request to WakaPay. */
export interface UpstreamBody {
  readonly content: Blob | ReadableStream<Uint8Array> | null;
  /** Returns the problem if a streamed body failed because of the caller. */
  readonly problem: () => Problem | undefined;
}

/** The body of a request without one. */
export const NO_BODY = buffered(null);

/**
 * Reads a request body: JSON only, up to a maximum size, within a timeout.
 *
 * A body is streamed only if it has a `Content-Length`, and is sent with that length: the platform
 * ends a chunked upstream request normally even if the caller's body was cut off, so WakaPay could
 * accept a truncated payment as a complete one. Other bodies are buffered first, and so are bodies
 * that may be sent twice.
 *
 * Over a service binding the platform does not check `Content-Length`, so it is checked here.
 *
 * Throws `body_refused` for a GET or HEAD with a body and for a body of another length than
 * announced, `media_type_refused`, `body_too_large`, or `body_too_slow`.
 */
export async function readBody(
  request: Request,
  { isRepeatable, maxBytes, timeoutMs }: ReadBodyOptions,
): Promise<UpstreamBody> {
  const { body } = request;
  if (body === null) return NO_BODY;
  const length = contentLength(request.headers);
  if (length) requireJson(request);
  const isStreamed = length !== undefined && length > 0 && !isRepeatable;
  const limit = isStreamed
    ? (maxBytes ?? DEFAULT_STREAMED_BYTES)
    : Math.min(maxBytes ?? DEFAULT_BUFFERED_BYTES, MAX_BUFFERED_BYTES);
  const tooLarge = () =>
    new Problem(
      "body_too_large",
      isStreamed
        ? `The request body must be at most ${limit} bytes.`
        : `The request body must be at most ${limit} bytes if it has no Content-Length or may be sent twice.`,
    );
  if (length !== undefined && length > limit) throw tooLarge();
  const chunks = readChunks(body, { limit, timeoutMs, tooLarge });
  if (isStreamed) return streamBody(chunks, length);
  const content = await bufferBody(chunks, length);
  if (content.size === 0) return NO_BODY;
  requireJson(request);
  return buffered(content);
}

/**
 * Reads and drops what the caller is still sending, up to 10 MiB and for at most 2 seconds.
 *
 * Many clients read the response only after they have sent the whole body. Without this, they would
 * see a reset connection instead of the problem.
 */
export async function discardBody({ body }: Request): Promise<void> {
  if (body === null || body.locked) return;
  const chunks = readChunks(body, {
    limit: MAX_DISCARDED_BYTES,
    timeoutMs: DISCARD_TIMEOUT_MS,
    tooLarge: Error,
  });
  try {
    for await (const _ of chunks);
  } catch {
    await body.cancel().catch(() => {});
  }
}

function buffered(content: Blob | null): UpstreamBody {
  return { content, problem: () => undefined };
}

function contentLength(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  if (length === null) return undefined;
  if (!/^\d+$/.test(length)) throw wrongLength();
  return Number(length);
}

function requireJson({ method, headers }: Request): void {
  if (method === "GET" || method === "HEAD") {
    throw new Problem("body_refused", `A ${method} request must not have a body.`);
  }
  if (!JSON_TYPE.test(headers.get("content-type") ?? "")) {
    throw new Problem(
      "media_type_refused",
      "The request body must be JSON in UTF-8, with Content-Type: application/json.",
    );
  }
  if (!["", "identity"].includes((headers.get("content-encoding") ?? "").toLowerCase())) {
    throw new Problem("media_type_refused", "The request body must not have a Content-Encoding.", {
      headers: { "accept-encoding": "identity" },
    });
  }
}

interface ReadChunksOptions {
  /** Maximum size of all chunks together, in bytes. */
  readonly limit: number;
  /** Total time spent waiting for chunks, in milliseconds. The consumer's time does not count. */
  readonly timeoutMs: number;
  readonly tooLarge: () => Error;
}

async function* readChunks(
  body: ReadableStream<Uint8Array>,
  { limit, timeoutMs, tooLarge }: ReadChunksOptions,
): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  let bytes = 0;
  let msLeft = timeoutMs;
  let isReading = false;
  try {
    for (;;) {
      const startedAt = Date.now();
      isReading = true;
      const read = reader.read().catch(() => Promise.reject(incomplete()));
      const { done, value } = await withTimeout(read, msLeft, () => tooSlow(timeoutMs));
      isReading = false;
      msLeft -= Date.now() - startedAt;
      if (done) return;
      bytes += value.byteLength;
      if (bytes > limit) throw tooLarge();
      yield value;
    }
  } finally {
    // A read that timed out is still pending, and the lock cannot be released.
    if (isReading) reader.cancel().catch(() => {});
    else reader.releaseLock();
  }
}

async function bufferBody(chunks: AsyncIterable<Uint8Array>, length: number | undefined): Promise<Blob> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const content = new Blob(parts);
  if (length !== undefined && content.size !== length) throw wrongLength();
  return content;
}

function streamBody(chunks: AsyncIterable<Uint8Array>, length: number): UpstreamBody {
  const { readable, writable } = new FixedLengthStream(length);
  const writer = writable.getWriter();
  let problem: Problem | undefined;

  // The last chunk is held back until the body has ended, so a body that is rejected never arrives
  // as a complete one.
  async function pump(): Promise<void> {
    let bytes = 0;
    let last: Uint8Array = new Uint8Array();
    for await (const chunk of chunks) {
      if (chunk.byteLength === 0) continue;
      bytes += chunk.byteLength;
      if (bytes > length) throw wrongLength();
      await writer.write(last);
      last = chunk;
    }
    if (bytes < length) throw wrongLength();
    await writer.write(last);
    await writer.close();
  }

  pump().catch((error: unknown) => {
    if (error instanceof Problem) problem = error;
    writer.abort(error).catch(() => {});
  });
  return { content: readable, problem: () => problem };
}

function tooSlow(timeoutMs: number): Problem {
  return new Problem(
    "body_too_slow",
    `The request body must be complete within ${timeoutMs / 1000} seconds.`,
  );
}

function incomplete(): Problem {
  return new Problem("body_refused", "The request body ended before it was complete.");
}

function wrongLength(): Problem {
  return new Problem("body_refused", "The request body must be as long as Content-Length says.");
}
