import { parseBaseUrl } from "./options/base-url.ts";
import { type Fetch, type FetchImplementation, resolveFetch } from "./options/fetch.ts";
import { cloneOf, type OutgoingRequest, readRequest } from "./outgoing-request.ts";
import { isOneShot } from "./request-body.ts";
import type { AccessToken } from "./token/access-token.ts";
import { safely } from "./token/token-event.ts";
import type { TokenSource } from "./token/token-source.ts";

/** Options of {@link authorizedFetch}. */
export interface AuthorizedFetchOptions {
  /**
   * The address of the API: `WAKAPAY_TEST_URL`, or the one that WakaPay gave you. Only its origin
   * receives the token. A path is appended to it.
   */
  readonly baseUrl: string;
  /** Whether to accept an `http:` base URL on a loopback host, for local work. Default: false. */
  readonly allowInsecureLoopback?: boolean;
  /**
   * Whether a request may be sent again after a 401. Receives the URL or `Request` that was sent
   * and a copy of the caller's options. Default: always, because a 401 means that the request was
   * not applied.
   */
  readonly mayResend?: (input: string | URL | Request, init?: RequestInit) => boolean;
  /**
   * Whether to throw the error of a renewal that failed, instead of returning the API's 401.
   * Default: false.
   */
  readonly throwOnFailedRenewal?: boolean;
  /**
   * Receives each renewal that no caller waits for. In a Worker, pass `waitUntil`. The promise
   * never rejects.
   */
  readonly background?: (renewal: Promise<unknown>) => void;
  /**
   * Sends the requests. Receives a copy of the caller's options, with all of their members, even
   * those that `fetch` does not define. Default: the platform's `fetch`.
   */
  readonly fetch?: FetchImplementation;
}

/** The platform's `fetch`, with the access token. */
export type AuthorizedFetch = Fetch;

/** A source that may return its cached token synchronously, as `cached` does. */
export type Peekable = TokenSource & { peek?(): AccessToken | undefined };

/**
 * Returns a `fetch` that sends the token of a source with every request.
 *
 * Most programs use `createTokenManager`, which includes this function as `fetch`.
 *
 * - **401**: the token is renewed once, and the request is sent once more. A second 401 is
 *   returned. A 401 means that the request was not applied (RFC 9110, section 15.5.2), so this is
 *   safe for every method. If the renewal fails, the first 401 is returned, with a readable body.
 * - **Request bodies**: strings, bytes, `Blob`, `FormData`, `URLSearchParams`, and `Request`
 *   objects are sent again intact. One-shot bodies (streams) cannot be resent: the call returns the
 *   401, and the token is renewed in the background. A call before the renewal ends can still send
 *   the old token.
 * - **Input**: the URL, the options, the headers, and the body are read when the function is
 *   called, as `fetch` does. Later changes have no effect.
 * - **Redirects** are not followed: the 3xx response is returned.
 * - **A caller's own `Authorization` header** is sent as it is, without any of the above.
 * - **`User-Agent`** names this library and its version, unless the caller sets one.
 *
 * Rejects with `TokenError` code `insecure_url` if a URL does not have the base URL's origin, with
 * the source's error if there is no token, with the signal's reason if the caller aborts, and with
 * the error of `fetch` if the request fails.
 *
 * @example
 * const source = cached(exchange({ baseUrl, credentials }));
 * const fetch = authorizedFetch(source, { baseUrl });
 * const response = await fetch("/business/balance?currency=USD");
 *
 * @see "Using the Access Token" and "Handling Token Expiration" in WakaPay's Authentication API
 * documentation
 */
export function authorizedFetch(source: Peekable, options: AuthorizedFetchOptions): AuthorizedFetch {
  const base = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const { mayResend = () => true, throwOnFailedRenewal = false } = options;
  const background = safely(options.background);
  const send = resolveFetch(options.fetch);

  let bearer: { readonly token: AccessToken; readonly authorization: string } | undefined;

  /** Returns the header's value, built once for each token. */
  function authorizationOf(token: AccessToken): string {
    if (bearer?.token !== token) bearer = { token, authorization: `Bearer ${token.value}` };
    return bearer.authorization;
  }

  // Not async: an async function costs a successful call more than everything else in this file.
  function sendFirst(token: AccessToken, call: OutgoingRequest): Promise<Response> {
    const { target, options, headers } = call;
    const spare = options.body ? undefined : cloneOf(target);
    headers["authorization"] = authorizationOf(token);
    const sent = send(target, options).then((response) => {
      if (response.status === 401) {
        return renewAndResend(response, token, { ...call, target: spare ?? target });
      }
      discard(spare);
      return response;
    });
    if (spare !== undefined) sent.catch(() => discard(spare));
    return sent;
  }

  async function renewAndResend(
    first: Response,
    rejected: AccessToken,
    call: OutgoingRequest,
  ): Promise<Response> {
    const { target, options, headers, signal } = call;
    const isResent = !isOneShot(options.body) && mayResend(target, options);
    const drop = readAhead(first);
    const renewal = source({ signal, rejected });
    if (!isResent) {
      background(renewal.catch(() => {}));
      return first;
    }
    let renewed: AccessToken;
    try {
      renewed = await renewal;
    } catch (error) {
      if (!throwOnFailedRenewal && !signal?.aborted) return first;
      drop();
      throw error;
    }
    drop();
    return send(target, { ...options, headers: { ...headers, authorization: authorizationOf(renewed) } });
  }

  function start(input: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    const call = readRequest(input, init, base);
    const { signal } = call;
    if (call.hasAuthorization) return send(call.target, call.options);
    signal?.throwIfAborted();
    const token = source.peek?.();
    if (token !== undefined) return sendFirst(token, call);
    return source(signal && { signal }).then((fresh) => sendFirst(fresh, call));
  }

  return (input, init) => {
    try {
      return start(input, init);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/**
 * Reads a copy of a response's body into memory, so that an unread body does not occupy the
 * connection that the renewal may need. The response stays readable.
 *
 * Returns a function that drops the response and the copy.
 */
function readAhead(response: Response): () => void {
  const reader = isWebStream(response.body) ? response.clone().body?.getReader() : undefined;
  async function read(): Promise<void> {
    for (let done = reader === undefined; !done; ) done = (await reader?.read())?.done ?? true;
  }
  read().catch(() => {});
  return () => {
    discard(response);
    reader?.cancel().catch(() => {});
  };
}

/** Frees the connection of a message that is not read. */
function discard(message: Request | Response | undefined): void {
  if (isWebStream(message?.body)) message.body.cancel().catch(() => {});
}

/** Whether a body is a web stream, which it is not in every implementation of `fetch`. */
function isWebStream(body: unknown): body is ReadableStream {
  return typeof body === "object" && body !== null && "getReader" in body;
}
