import type { AccessToken } from "./access-token.ts";
import { type BaseUrl, parseBaseUrl } from "./base-url.ts";
import type { Fetch } from "./fetch.ts";
import { TokenError } from "./token-error.ts";
import type { TokenSource } from "./token-source.ts";

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
export function authorizedFetch(source: TokenSource, options: AuthorizedFetchOptions): AuthorizedFetch {
  const base = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const { background = () => {}, mayResend = () => true, throwOnFailedRenewal = false } = options;
  const send: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));

  return async (input, init) => {
    const request = typeof input === "object" && "headers" in input ? input : undefined;
    const target = request === undefined ? resolveTarget(String(input), base) : checkTarget(request, base);
    const headers = init?.headers ?? request?.headers;
    if (hasAuthorization(headers)) return send(target, { ...init, redirect: "manual" });

    const signal = init?.signal ?? request?.signal;
    const asked = signal ? { signal } : undefined;
    const token = await source(asked);
    const spare = init?.body ? undefined : spareOf(request);
    const first = await send(target, authorize(init, headers, token));
    if (first.status !== 401) {
      spare?.body?.cancel().catch(() => {});
      return first;
    }

    const renewal = source({ ...asked, rejected: token });
    if (!isReplayable(init?.body) || !mayResend(input, init)) {
      background(renewal.catch(() => {}));
      return first;
    }
    let renewed: AccessToken;
    try {
      renewed = await renewal;
    } catch (error) {
      if (throwOnFailedRenewal || signal?.aborted) throw error;
      return first;
    }
    first.body?.cancel().catch(() => {});
    return send(spare ?? target, authorize(init, headers, renewed));
  };
}

type HeadersOf = NonNullable<RequestInit["headers"]>;

/** A request's body is read by the first send; a clone, made before, is for the second. */
function spareOf(request: Request | undefined): Request | undefined {
  return request?.body ? request.clone() : undefined;
}

function authorize(
  init: RequestInit | undefined,
  headers: HeadersOf | undefined,
  { value }: AccessToken,
): RequestInit {
  const authorization = `Bearer ${value}`;
  if (headers === undefined || isPlain(headers)) {
    return { ...init, headers: { ...headers, authorization }, redirect: "manual" };
  }
  const copy = new Headers(headers);
  copy.set("authorization", authorization);
  return { ...init, headers: copy, redirect: "manual" };
}

function isPlain(headers: HeadersOf): headers is Record<string, string> {
  return !(Symbol.iterator in headers);
}

function hasAuthorization(headers: HeadersOf | undefined): boolean {
  if (headers === undefined) return false;
  if (headers instanceof Headers) return headers.has("authorization");
  if (!isPlain(headers)) return new Headers(headers).has("authorization");
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

function checkTarget(request: Request, base: BaseUrl): Request {
  checkOrigin(request.url, base);
  return request;
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
