import { Problem } from "./problem.ts";

const BUFFERED_BYTES = 65_536;
const STREAMED_BYTES = 1_048_576;
const DEADLINE_MS = 10_000;
const JSON_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i;

/** How a request's body is to be read. */
export interface BodyOptions {
  /** Whether it may be sent twice: then it is read whole, 64 KiB at most unless `maxBytes` says otherwise, else streamed. */
  readonly repeatable: boolean;
  /** The most bytes that are taken. Default 64 KiB for a repeatable body, 1 MiB for a streamed one. */
  readonly maxBytes?: number | undefined;
  /** In how many milliseconds all of it must have arrived. Default 10,000. */
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
 * Throws 400 for a body on GET and HEAD, 415 for another type or an encoding, 413 and 408.
 */
export async function takeBody(request: Request, options: BodyOptions): Promise<OutgoingBody> {
  const none: OutgoingBody = { content: null, refusal: () => undefined };
  const length = request.headers.get("content-length");
  if (request.body === null || length === "0") return none;
  if (request.method === "GET" || request.method === "HEAD") {
    throw new Problem("body_refused", `Send ${request.method} without a body.`);
  }
  requireJson(request.headers);
  const {
    repeatable,
    maxBytes = repeatable ? BUFFERED_BYTES : STREAMED_BYTES,
    deadlineMs = DEADLINE_MS,
  } = options;
  if (length !== null && Number(length) > maxBytes) throw tooLarge(maxBytes);
  const capped = cappedStream(request.body, maxBytes, deadlineMs);
  if (!repeatable) return capped;
  try {
    return { ...none, content: new Uint8Array(await new Response(capped.content).arrayBuffer()) };
  } catch (error) {
    throw capped.refusal() ?? error;
  }
}

function requireJson(headers: Headers): void {
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
function cappedStream(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  deadlineMs: number,
): OutgoingBody & { readonly content: ReadableStream<Uint8Array> } {
  const reader = body.getReader();
  let refusal: Problem | undefined;
  let bytesLeft = maxBytes;
  let msLeft = deadlineMs;

  async function next(): Promise<ReadableStreamReadResult<Uint8Array>> {
    const askedAt = Date.now();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(tooSlow(deadlineMs)), msLeft);
    try {
      return await Promise.race([reader.read(), late.promise]);
    } finally {
      clearTimeout(timer);
      msLeft -= Date.now() - askedAt;
    }
  }

  const content = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await next();
        if (done) return controller.close();
        bytesLeft -= value.byteLength;
        if (bytesLeft < 0) throw tooLarge(maxBytes);
        controller.enqueue(value);
      } catch (error) {
        if (error instanceof Problem) refusal = error;
        void reader.cancel().catch(() => {});
        throw error;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { content, refusal: () => refusal };
}

function tooSlow(deadlineMs: number): Problem {
  return new Problem("body_too_slow", `Send the whole body within ${deadlineMs / 1000} seconds.`);
}

function tooLarge(maxBytes: number): Problem {
  return new Problem("body_too_large", `Send at most ${maxBytes} bytes here.`);
}
