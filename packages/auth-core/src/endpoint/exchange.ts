import { createFetch } from "ofetch";
import { fingerprint } from "../crypto/fingerprint.ts";
import { parseBaseUrl } from "../options/base-url.ts";
import { type Credentials, checkCredentials } from "../options/credentials.ts";
import { type FetchImplementation, resolveFetch } from "../options/fetch.ts";
import { wait as platformWait, type Wait } from "../time/wait.ts";
import { withDeadline } from "../time/with-deadline.ts";
import { type AccessToken, nextReplacements } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import { safely, type TokenEventListener } from "../token/token-event.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";
import { type Answer, readAnswer, requestBody } from "./token-endpoint.ts";

/** How to reach the token endpoint. */
export interface ExchangeOptions {
  /** Where the API is: {@link WAKAPAY_TEST_URL}, or the address that WakaPay gave you. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Accepts `http:` on a loopback host, for local work. Default `false`. */
  readonly allowInsecureLoopback?: boolean;
  /** How long one round trip may take, its body included, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  readonly onEvent?: TokenEventListener;
  readonly fetch?: FetchImplementation;
  readonly now?: () => number;
  readonly wait?: Wait;
}

const MAX_BODY_BYTES = 65_536;

/**
 * One round trip: `POST {baseUrl}/business/auth`, every time it is asked. Most programs want `createTokenManager`.
 *
 * The token's lifetime counts from the moment the request was sent. Redirects are not followed, so no second origin
 * ever sees the secret. Rejects with every {@link TokenError} code but `token_rejected`. «Authenticate».
 */
export function exchange(options: ExchangeOptions): TokenSource {
  const { timeoutMs = 10_000, now = () => Date.now(), wait = platformWait } = options;
  const { prefix, origin } = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const body = requestBody(checkCredentials(options.credentials));
  const client = createFetch({ fetch: resolveFetch(options.fetch) });
  const emit = safely(options.onEvent);
  const late = () =>
    new TokenError("timeout", `${origin} did not answer the token request within ${timeoutMs} ms`);

  async function send(signal: AbortSignal): Promise<Answer> {
    const response = await client
      .raw(`${prefix}/business/auth`, {
        method: "POST",
        body,
        signal,
        redirect: "manual",
        retry: false,
        ignoreResponseError: true,
        responseType: "stream",
      })
      .catch((error: unknown) => {
        throw unreachable(origin, error);
      });
    const { status, headers } = response;
    return {
      status,
      retryAfter: headers.get("retry-after"),
      text: await readBounded(response._data, origin),
    };
  }

  return async (request: TokenRequest = {}): Promise<AccessToken> => {
    const sentAt = now();
    emit({ type: "requested" });
    try {
      const answer = await withDeadline(
        { timeoutMs, wait, now, signal: request.signal, onTimeout: late },
        send,
      );
      const { value, lifeMs } = readAnswer(answer, sentAt, now());
      const token: AccessToken = {
        value,
        issuedAt: sentAt,
        expiresAt: sentAt + lifeMs,
        fingerprint: await fingerprint(value),
        ...(request.rejected !== undefined && { replacements: nextReplacements(request.rejected, sentAt) }),
      };
      emit({
        type: "issued",
        durationMs: now() - sentAt,
        expiresAt: token.expiresAt,
        fingerprint: token.fingerprint,
      });
      return token;
    } catch (error) {
      if (request.signal?.aborted) throw error;
      const failure = error instanceof TokenError ? error : unreadable(origin);
      emit({ type: "failed", durationMs: now() - sentAt, code: failure.code });
      throw failure;
    }
  };
}

async function readBounded(stream: ReadableStream<Uint8Array> | undefined, origin: string): Promise<string> {
  if (stream === undefined || stream === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw unreachable(origin, error);
    });
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      void reader.cancel().catch(() => {});
      throw new TokenError(
        "malformed_response",
        `${origin} answered the token request with more than ${MAX_BODY_BYTES} bytes`,
      );
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** ofetch's error holds the request, secret included: only the system's error code (`ECONNREFUSED`) is taken from it. */
function unreachable(origin: string, error: unknown): TokenError {
  let code = "";
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    if ("code" in cause && typeof cause.code === "string" && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(cause.code)) {
      code = ` (${cause.code})`;
    }
  }
  return new TokenError("unavailable", `No connection to ${origin} for the token request${code}`);
}

/** What a `fetch` that is not like the platform's makes of an answer. */
function unreadable(origin: string): TokenError {
  return new TokenError(
    "malformed_response",
    `What fetch gave for ${origin}'s answer to the token request is no Response that can be read`,
  );
}
