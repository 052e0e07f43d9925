import { createFetch } from "ofetch";
import { fingerprint } from "../crypto/fingerprint.ts";
import { parseBaseUrl } from "../options/base-url.ts";
import { type Credentials, checkCredentials } from "../options/credentials.ts";
import { type FetchImplementation, resolveFetch } from "../options/fetch.ts";
import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { USER_AGENT } from "../options/user-agent.ts";
import { withDeadline } from "../time/with-deadline.ts";
import { type AccessToken, nextReplacements } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";
import { connectionError } from "./connection-error.ts";
import { isReadable, readText } from "./read-text.ts";
import {
  type AuthRequestBody,
  type HttpResponse,
  isBodyNeeded,
  malformed,
  readTokenResponse,
} from "./token-response.ts";

/** Options of {@link exchange}. */
export interface ExchangeOptions extends Pick<Runtime, "now" | "wait" | "onEvent" | "trace"> {
  /** The API's address: `WAKAPAY_TEST_URL`, or the address that WakaPay gave you. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Accepts an `http:` base URL if the host is a loopback host. Default: false. */
  readonly allowInsecureLoopback?: boolean;
  /**
   * Timeout for the token request, including its body, in milliseconds. Default: 10000 (10
   * seconds).
   */
  readonly timeoutMs?: number;
  /** Sends the request. Default: the platform's `fetch`. */
  readonly fetch?: FetchImplementation;
}

/** How long to wait for the body of an error response. Without it, only the status counts. */
const ERROR_BODY_MS = 1_000;

/**
 * Makes one exchange per call: `POST {baseUrl}/business/auth`.
 *
 * Most programs use `createTokenManager`, which includes this layer. The token's lifetime starts
 * when the request is sent. Redirects are not followed, so no other origin receives the secret. The
 * request tells caches not to store the response.
 *
 * Throws `TokenError` with any code except `token_rejected`. The status and `Retry-After` of an
 * error response count even if its body is large, slow, or broken.
 *
 * @example
 * const source = exchange({ baseUrl: WAKAPAY_TEST_URL, credentials: { apiKey, apiSecret } });
 * const { value, expiresAt } = await source();
 *
 * @see "Authenticate" in WakaPay's Authentication API documentation
 */
export function exchange(options: ExchangeOptions): TokenSource {
  const { timeoutMs = 10_000 } = options;
  const { now, wait, emit, trace } = resolveRuntime(options);
  const { prefix, origin } = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const { apiKey, apiSecret } = checkCredentials(options.credentials);
  const body: AuthRequestBody = { apiKey, apiSecret };
  const client = createFetch({ fetch: resolveFetch(options.fetch) });

  function onTimeout(): TokenError {
    const message = `${origin} did not respond to the token request within ${timeoutMs} ms (\`timeoutMs\`).`;
    return new TokenError("timeout", message);
  }

  async function post(signal: AbortSignal): Promise<Response> {
    const response = await client
      .raw(`${prefix}/business/auth`, {
        ...noStore(),
        method: "POST",
        headers: { "user-agent": USER_AGENT },
        body,
        signal,
        redirect: "manual",
        retry: false,
        ignoreResponseError: true,
        responseType: "stream",
      })
      .catch((error: unknown) => {
        // ofetch wraps what fetch rejects with. Other errors mean that it cannot use the response.
        throw isFetchError(error) ? connectionError(origin, error) : unusableResponse();
      });
    if (!isReadable(response)) throw unusableResponse();
    return response;
  }

  async function readBody(response: Response): Promise<string> {
    const text = await readText(response).catch((error: unknown) => {
      throw connectionError(origin, error);
    });
    if (text === undefined) throw malformed("is too large");
    return text;
  }

  async function send(signal: AbortSignal, remainingMs: () => number): Promise<HttpResponse> {
    const response = await post(signal);
    const { status, headers } = response;
    let text = "";
    if (status === 200) {
      text = await readBody(response);
    } else if (isBodyNeeded(status)) {
      const limitMs = Math.min(ERROR_BODY_MS, remainingMs() / 2);
      text = await withDeadline({ timeoutMs: limitMs, onTimeout, wait, now }, () => readBody(response)).catch(
        () => "",
      );
    }
    return { status, retryAfter: headers.get("retry-after"), date: headers.get("date"), text };
  }

  async function run({ signal, rejected }: TokenRequest): Promise<AccessToken> {
    const sentAt = now();
    emit({ type: "requested" });
    try {
      const response = await withDeadline({ timeoutMs, onTimeout, signal, wait, now }, send);
      const { value, lifeMs } = readTokenResponse(response, sentAt, now());
      const token: AccessToken = {
        value,
        issuedAt: sentAt,
        expiresAt: sentAt + lifeMs,
        fingerprint: await fingerprint(value),
        ...(rejected !== undefined && { replacements: nextReplacements(rejected, sentAt) }),
      };
      emit({
        type: "issued",
        durationMs: now() - sentAt,
        expiresAt: token.expiresAt,
        fingerprint: token.fingerprint,
      });
      return token;
    } catch (error) {
      const { code, reason } =
        error instanceof TokenError ? error : { code: "aborted" as const, reason: undefined };
      emit({ type: "failed", durationMs: now() - sentAt, code, ...(reason !== undefined && { reason }) });
      throw error;
    }
  }

  return async (request = {}) => {
    request.signal?.throwIfAborted();
    return trace("exchange", () => run(request));
  };
}

/**
 * Tells caches not to store the response, including those of frameworks that patch `fetch`. Empty
 * if the platform rejects the option: Workers with a compatibility date before 2024-11-11 throw.
 */
function noStore(): Pick<RequestInit, "cache"> {
  try {
    const init: RequestInit = { cache: "no-store" };
    new Request("https://wakapay.invalid", init);
    return init;
  } catch {
    return {};
  }
}

function isFetchError(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "FetchError";
}

/** `fetch` returned something that is not a response, for example an incomplete mock. */
function unusableResponse(): TokenError {
  const message =
    "`fetch` must return a `Response` with `status`, `headers`, and a readable body. Check the option `fetch`, or the mock of the global `fetch`.";
  return new TokenError("invalid_options", message);
}
