import type { Dispatcher } from "undici";
import type { Peekable } from "./authorized-fetch.ts";
import { parseBaseUrl } from "./options/base-url.ts";
import { takeAuthorization } from "./outgoing-request.ts";
import { copyOfBody, isOneShot } from "./request-body.ts";
import { type HeldResponse, holdBack, relay, startWaiting } from "./response-relay.ts";
import type { AccessToken } from "./token/access-token.ts";
import { TokenError } from "./token/token-error.ts";
import { fromLegacy, type Handler, toLegacy } from "./undici-handler.ts";

/** Options of {@link authorizationInterceptor}. */
export interface AuthorizationInterceptorOptions {
  /**
   * The address of the API: `WAKAPAY_TEST_URL`, or the one that WakaPay gave you. Only requests to
   * its origin get the token. Requests to other origins are passed on unchanged.
   */
  readonly baseUrl: string;
  /** Whether to accept an `http:` base URL on a loopback host, for local work. Default: false. */
  readonly allowInsecureLoopback?: boolean;
  /**
   * Whether a request may be sent again after a 401. Receives a copy of the request's options.
   * Default: always, because a 401 means that the request was not applied.
   */
  readonly mayResend?: (options: Dispatcher.DispatchOptions) => boolean;
  /**
   * Whether a request fails with the error of a renewal that failed, instead of with the API's 401.
   * Default: false.
   */
  readonly throwOnFailedRenewal?: boolean;
}

type DispatchOptions = Dispatcher.DispatchOptions;

/** A flat list of names and values, or an object. */
type HeaderFields = string[] | Record<string, string | string[] | undefined>;

/** A request as the caller described it, read once. Later changes have no effect. */
interface Call {
  readonly options: DispatchOptions;
  /** The caller's headers, without a token. */
  readonly headers: HeaderFields;
  readonly handler: Handler;
  readonly dispatch: (options: DispatchOptions, handler: Handler) => boolean;
}

/**
 * Returns an undici interceptor that sends the token of a source with every request to the API.
 *
 * Works with undici 6, 7, and 8, with `request`, `stream`, `pipeline`, and `fetch`. Pass undici's
 * `dns` and `cache` interceptors before it to `compose`, and all others after it.
 *
 * - **401**: the token is renewed once, and the request is sent once more. If the renewal fails,
 *   the first 401 is returned, with its body.
 * - **Request bodies**: strings, bytes, `Blob`, and `FormData` are sent again. One-shot bodies
 *   (streams, and every body of `fetch`) cannot be resent: the caller gets the 401, and the token
 *   is renewed in the background. A request before the renewal ends can still send the old token.
 * - **Redirects** are not followed with the token. If a caller or an outer interceptor follows
 *   them, each request is checked again.
 * - **A caller's own `Authorization` header** is sent as it is, without any of the above. So are
 *   `CONNECT` requests and token requests.
 *
 * A request fails with the source's error if there is no token, and with `TokenError` code
 * `insecure_url` if it has no `origin`.
 *
 * @example
 * const dispatcher = new Agent().compose(authorizationInterceptor(wakapay.source, { baseUrl }));
 * const { body } = await request(`${baseUrl}/business/balance`, { dispatcher });
 *
 * @see "Using the Access Token" and "Handling Token Expiration" in WakaPay's Authentication API
 * documentation
 */
export function authorizationInterceptor(
  source: Peekable,
  options: AuthorizationInterceptorOptions,
): Dispatcher.DispatcherComposeInterceptor {
  const { origin, prefix } = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const tokenPath = `${prefix.slice(origin.length)}/business/auth`;
  const { mayResend = () => true, throwOnFailedRenewal = false } = options;

  async function acquire(signal: AbortSignal, rejected?: AccessToken): Promise<AccessToken> {
    signal.throwIfAborted();
    const token = await source({ signal, rejected });
    signal.throwIfAborted();
    return token;
  }

  function start(call: Call): boolean {
    const token = source.peek?.();
    if (token !== undefined) return sendFirst(token, call);
    const { controller, signal } = startWaiting(call.handler);
    acquire(signal)
      .then((issued) => sendFirst(issued, call, signal))
      .catch((error) => call.handler.onResponseError?.(controller, error));
    return true;
  }

  function sendFirst(token: AccessToken, call: Call, signal?: AbortSignal): boolean {
    const handler = relay(call.handler, signal, (controller) => {
      if (isOneShot(call.options.body) || !mayResend(call.options)) {
        source({ rejected: token }).catch(() => {});
        return undefined;
      }
      const held = holdBack(controller);
      renewAndResend(token, call, held);
      return held;
    });
    return call.dispatch(withToken(call, token), handler);
  }

  function renewAndResend(rejected: AccessToken, call: Call, held: HeldResponse): void {
    const { handler, dispatch } = call;
    const { controller, signal } = startWaiting(handler);
    const onRenewed = (token: AccessToken) => {
      held.drop();
      dispatch(withToken(call, token), relay(handler, signal));
    };
    const onFailed = (error: unknown) => {
      if (!throwOnFailedRenewal && !signal.aborted) return held.release();
      held.drop();
      throw error;
    };
    acquire(signal, rejected)
      .then(onRenewed, onFailed)
      .catch((error) => handler.onResponseError?.(controller, error));
  }

  return (dispatch) => (request, handler) => {
    if (request.method === "CONNECT") return dispatch(request, handler);
    // The handlers of undici 7 have both interfaces. The older one passes headers on as they are.
    const isLegacy = handler.onConnect !== undefined;
    const modern: Handler = isLegacy ? fromLegacy(handler) : handler;
    if (request.origin === undefined || request.origin === null) {
      modern.onResponseError?.(startWaiting(modern).controller, originMissing());
      return true;
    }
    if (!isOrigin(request.origin, origin)) return dispatch(request, handler);
    // A token request cannot wait for its own token, if the manager's `fetch` uses this dispatcher.
    if (request.path === tokenPath) return dispatch(request, handler);
    const headers = copyOfHeaders(request.headers);
    if (hasAuthorization(headers)) return dispatch({ ...request, headers }, handler);
    // Turns off the redirects of undici 6 and of interceptors nearer to the network, which would
    // follow them with the token.
    const sent = { ...request, origin, body: copyOfBody(request.body ?? null), maxRedirections: 0 };
    return start({
      options: sent,
      headers,
      handler: modern,
      dispatch: isLegacy ? (options, next) => dispatch(options, toLegacy(next)) : dispatch,
    });
  };
}

function originMissing(): TokenError {
  return new TokenError(
    "insecure_url",
    "The request has no `origin`, so it is not known whether the token may be sent. Pass the URL or `origin`.",
  );
}

function isOrigin(target: string | URL, origin: string): boolean {
  if (target === origin) return true;
  const url = String(target);
  return URL.canParse(url) && new URL(url).origin === origin;
}

function copyOfHeaders(headers: DispatchOptions["headers"]): HeaderFields {
  if (headers === undefined || headers === null) return {};
  if (Array.isArray(headers)) return [...headers];
  if (!isIterable(headers)) return { ...headers };
  return [...headers].flatMap(([name, value = []]) => [value].flat().flatMap((one) => [name, one]));
}

function isIterable<T>(value: object | Iterable<T>): value is Iterable<T> {
  return Symbol.iterator in value;
}

function hasAuthorization(headers: HeaderFields): boolean {
  if (!Array.isArray(headers)) return takeAuthorization(headers);
  return headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === "authorization");
}

function withToken({ options, headers }: Call, { value }: AccessToken): DispatchOptions {
  const authorization = `Bearer ${value}`;
  if (Array.isArray(headers)) return { ...options, headers: [...headers, "authorization", authorization] };
  return { ...options, headers: { ...headers, authorization } };
}
