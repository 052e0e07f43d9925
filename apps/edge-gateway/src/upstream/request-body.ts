import { Problem } from "../http/problem.ts";
import { withTimeout } from "../http/with-timeout.ts";

const HELD_BYTES = 65_536;
const STREAMED_BYTES = 1_048_576;
const DEADLINE_MS = 10_000;
const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i;

/** How a request's body is to be read. */
export interface BodyOptions {
  /** Whether it may be sent twice: then it is held. */
  readonly repeatable: boolean;
  /** The most bytes that are taken. Default 64 KiB for a body that is held, 1 MiB for one that is streamed. */
  readonly maxBytes?: number | undefined;
  /** For how many milliseconds, all in all, the caller is waited for. Default 10,000. */
  readonly deadlineMs?: number;
}

/** A request's body on its way up. */
export interface OutgoingBody {
  readonly content: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  /** Why a streamed body broke off while it was being sent, where the reason is the caller's. */
  readonly refusal: () => Problem | undefined;
}

/**
 * Takes a request's body: JSON only, up to a bound that is enforced while reading, inside a deadline.
 *
 * It is streamed only where its length is announced, and then sent with that length: a body that breaks off arrives
 * as one that broke off. (The platform ends a chunked body of ours as if it were whole, whatever breaks it off.)
 * Over a service binding nobody has framed the body: its Content-Length is the caller's word, also where it says 0.
 * Throws 400 for a body on GET and HEAD and for one of another length than announced, 415 for another type or an encoding,
 * 413 and 408.
 */
export async function takeBody(request: Request, options: BodyOptions): Promise<OutgoingBody> {
  const { body, headers, method } = request;
  if (body === null) return { content: null, refusal: () => undefined };
  const length = headers.get("content-length");
  if (length !== null && !/^\d+$/.test(length)) throw ofAnotherLength();
  const announced = length === null ? undefined : Number(length);
  if (announced !== 0) requireJson(method, headers);
  const isHeld = options.repeatable || !announced;
  const { maxBytes = isHeld ? HELD_BYTES : STREAMED_BYTES, deadlineMs = DEADLINE_MS } = options;
  if ((announced ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks = takenChunks(body.getReader(), maxBytes, deadlineMs);
  if (!isHeld) return streamed(chunks, announced);
  const content = await held(chunks, announced);
  return { content: announced === 0 ? null : content, refusal: () => undefined };
}

function requireJson(method: string, headers: Headers): void {
  if (method === "GET" || method === "HEAD")
    throw new Problem("body_refused", `Send ${method} without a body.`);
  if (!JSON_TYPE.test(headers.get("content-type") ?? "")) {
    throw new Problem("media_type_refused", "Send the body as «Content-Type: application/json», in UTF-8.");
  }
  if (!["", "identity"].includes((headers.get("content-encoding") ?? "").toLowerCase())) {
    throw new Problem("media_type_refused", "Send the body without a Content-Encoding.", {
      headers: { "accept-encoding": "identity" },
    });
  }
}

/** The caller's bytes, counted, and the time that is spent waiting for them. How long WakaPay takes to read them is not. */
async function* takenChunks(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
  deadlineMs: number,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  let msLeft = deadlineMs;
  try {
    for (;;) {
      const askedAt = Date.now();
      const read = reader.read().catch(() => Promise.reject(brokenOff()));
      const { done, value } = await withTimeout(read, msLeft, () => tooSlow(deadlineMs));
      msLeft -= Date.now() - askedAt;
      if (done) return;
      bytes += value.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function held(
  chunks: AsyncIterable<Uint8Array>,
  announced: number | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const content = new Uint8Array(await new Blob(parts).arrayBuffer());
  if (content.byteLength !== (announced ?? content.byteLength)) throw ofAnotherLength();
  return content;
}

function streamed(chunks: AsyncIterable<Uint8Array>, announced: number): OutgoingBody {
  const { readable, writable } = new FixedLengthStream(announced);
  const writer = writable.getWriter();
  let refusal: Problem | undefined;

  // The last chunk waits until the body is known to end there, so that what is refused is never sent whole.
  async function pump(): Promise<void> {
    let taken = 0;
    let last: Uint8Array = new Uint8Array();
    for await (const chunk of chunks) {
      if (chunk.byteLength === 0) continue;
      taken += chunk.byteLength;
      if (taken > announced) throw ofAnotherLength();
      await writer.write(last);
      last = chunk;
    }
    if (taken < announced) throw ofAnotherLength();
    await writer.write(last);
    await writer.close();
  }

  pump().catch((error: unknown) => {
    if (error instanceof Problem) refusal = error;
    writer.abort(error).catch(() => {});
  });
  return { content: readable, refusal: () => refusal };
}

function tooLarge(maxBytes: number): Problem {
  return new Problem("body_too_large", `Send at most ${maxBytes} bytes here.`);
}

function tooSlow(deadlineMs: number): Problem {
  return new Problem("body_too_slow", `Send the whole body within ${deadlineMs / 1000} seconds.`);
}

function brokenOff(): Problem {
  return new Problem("body_refused", "Send the body whole and well framed; it broke off.");
}

function ofAnotherLength(): Problem {
  return new Problem("body_refused", "Send as many bytes as Content-Length says.");
}
