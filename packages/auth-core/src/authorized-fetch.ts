import { type BaseUrl, parseBaseUrl } from "./options/base-url.ts";
import type { Fetch } from "./options/fetch.ts";
import type { AccessToken } from "./token/access-token.ts";
import { harmless } from "./token/safely.ts";
import { TokenError } from "./token/token-error.ts";
import type { TokenSource } from "./token/token-source.ts";

/** How to send authorized requests. */
export interface AuthorizedFetchOptions {
  /** The only origin that ever sees the bearer. A path that starts with `/` is appended to it. */
  readonly baseUrl: string;
  /** Accepts `http:` on a loopback host, for local work. Default `false`. */
  readonly allowInsecureLoopback?: boolean;
  /** Whether a request may be sent again after a 401. Default: always, since a 401 says that it was not applied. */
  readonly mayResend?: (input: string | URL | Request, init?: RequestInit) => boolean;
  /** Throws the renewal's error where a refused token cannot be renewed; by default the API's 401 is returned. */
  readonly throwOnFailedRenewal?: boolean;
  /** Receives a renewal that nobody waits for; a Worker passes its `waitUntil`. It never rejects. */
  readonly background?: (renewal: Promise<unknown>) => void;
  readonly fetch?: Fetch;
}

/** A source that may say, without a promise, what it keeps while nothing is to be done about it: `cached` does. */
type Peekable = TokenSource & { peek?(): AccessToken | undefined };

/** `fetch`, with the bearer. */
export type AuthorizedFetch = Fetch;

/**
 * `fetch` that is always authorized. Most programs want `createTokenManager`, whose `fetch` this is.
 *
 * On a 401 the token is renewed once, by naming it, and the request is sent once more with the new one; a second 401
 * is returned as it is. RFC 9110 §15.5.2: a 401 says that the request was not applied, so that this is safe for any
 * method. A one-shot stream cannot be sent again: its 401 is returned, and the renewal serves the next call. Redirects
 * are never followed: the 3xx is returned. A caller's own `Authorization` is sent as it is, without all this.
 *
 * Rejects with `insecure_url` for another origin than the base URL's, with the source's `TokenError` where there is no
 * token, and as `fetch` does. «Using the Access Token», «Handling Token Expiration».
 */
export function authorizedFetch(source: Peekable, options: AuthorizedFetchOptions): AuthorizedFetch {
  const base = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const { mayResend = () => true, throwOnFailedRenewal = false } = options;
  const background = harmless(options.background);
  const send: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));

  let bearer: { readonly token: AccessToken; readonly authorization: string } | undefined;

  /** Made once for each token. */
  function authorizationOf(token: AccessToken): string {
    if (bearer?.token !== token) bearer = { token, authorization: `Bearer ${token.value}` };
    return bearer.authorization;
  }

  async function renewAndResend(first: Response, token: AccessToken, call: Call): Promise<Response> {
    const { input, init, target, headers, signal } = call;
    const isSentAgain = isReplayable(init?.body) && mayResend(input, init);
    const renewal = source({ signal, rejected: token });
    if (!isSentAgain) {
      background(renewal.catch(() => {}));
      return first;
    }
    let renewed: AccessToken;
    try {
      renewed = await renewal;
    } catch (error) {
      if (!throwOnFailedRenewal && !signal?.aborted) return first;
      discard(first);
      throw error;
    }
    discard(first);
    return send(target, authorized(init, { ...headers, authorization: authorizationOf(renewed) }));
  }

  // Neither is async: an async function costs a call that succeeds more than all the rest of it.
  function sendWith(token: AccessToken, call: Call): Promise<Response> {
    const { target, init, headers } = call;
    const spare = init?.body ? undefined : spareOf(target);
    const bearing = authorized(init, { ...headers, authorization: authorizationOf(token) });
    return send(target, bearing).then((first) => {
      if (first.status === 401) return renewAndResend(first, token, { ...call, target: spare ?? target });
      discard(spare);
      return first;
    });
  }

  function start(input: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    const request = typeof input === "object" && "headers" in input ? input : undefined;
    if (request !== undefined) checkOrigin(request.url, base);
    const target = request ?? resolveTarget(String(input), base);
    const headers = plainHeaders(init?.headers ?? request?.headers);
    if (hasAuthorization(headers)) return send(target, authorized(init, headers));

    const signal = (init?.signal === undefined ? request : init)?.signal ?? undefined;
    signal?.throwIfAborted();
    const call = { input, init, target, headers, signal };
    const token = source.peek?.();
    if (token !== undefined) return sendWith(token, call);
    return source(signal ? { signal } : undefined).then((given) => sendWith(given, call));
  }

  return (input, init) => {
    try {
      return start(input, init);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** A call, taken apart once. */
interface Call {
  readonly input: string | URL | Request;
  readonly init: RequestInit | undefined;
  readonly target: string | Request;
  readonly headers: PlainHeaders | undefined;
  readonly signal: AbortSignal | undefined;
}

type PlainHeaders = Record<string, string>;

/** A request's body is read by the first send; a clone, made before, is for the second. */
function spareOf(target: string | Request): Request | undefined {
  return typeof target === "object" && target.body ? target.clone() : undefined;
}

function discard(message: Request | Response | undefined): void {
  message?.body?.cancel().catch(() => {});
}

function authorized(init: RequestInit | undefined, headers: PlainHeaders | undefined): RequestInit {
  const copy = copyOf(init ?? {});
  if (headers !== undefined) copy.headers = headers;
  copy.redirect = "manual";
  return copy;
}

/** A spread costs thrice this where properties were deleted, as ofetch does with its options. */
function copyOf<T extends object>(original: T): Partial<T> {
  const copy: Partial<T> = {};
  for (const name in original) copy[name] = original[name];
  return copy;
}

/** A copy of `Headers` takes several times as long as a plain object, and `fetch` takes both. */
function plainHeaders(headers: RequestInit["headers"]): PlainHeaders | undefined {
  if (headers === undefined || isPlain(headers)) return headers;
  const plain: PlainHeaders = {};
  (headers instanceof Headers ? headers : new Headers(headers)).forEach((value, name) => {
    plain[name] = value;
  });
  return plain;
}

function isPlain(headers: NonNullable<RequestInit["headers"]>): headers is PlainHeaders {
  return !(Symbol.iterator in headers);
}

function hasAuthorization(headers: PlainHeaders | undefined): boolean {
  for (const name in headers) {
    if (name.length === 13 && name.toLowerCase() === "authorization") return true;
  }
  return false;
}

/** A scheme makes a URL of its own, which must be of the base's origin; everything else is a path on the base. */
function resolveTarget(input: string, base: BaseUrl): string {
  if (input.charCodeAt(0) === 47) return base.prefix + input;
  if (input.startsWith(base.prefix) && input.charCodeAt(base.prefix.length) === 47) return input;
  if (!/^[a-z][a-z\d+.-]*:/i.test(input)) return `${base.prefix}/${input}`;
  checkOrigin(input, base);
  return input;
}

function checkOrigin(url: string, { origin }: BaseUrl): void {
  if (URL.canParse(url) && new URL(url).origin === origin) return;
  throw new TokenError(
    "insecure_url",
    `The bearer goes to ${origin} alone; use a path, or a URL of that origin`,
  );
}

function isReplayable(body: unknown): boolean {
  if (body === undefined || body === null || typeof body === "string" || ArrayBuffer.isView(body))
    return true;
  return [ArrayBuffer, Blob, FormData, URLSearchParams].some((kind) => body instanceof kind);
}
