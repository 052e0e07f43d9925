import type { BaseUrl } from "./options/base-url.ts";
import { USER_AGENT } from "./options/user-agent.ts";
import { copyOfBody } from "./request-body.ts";
import { TokenError } from "./token/token-error.ts";

const AUTHORIZATION = "authorization";
const AGENT = "user-agent";

/**
 * A request as the caller described it, read once. Later changes to the caller's objects have no
 * effect.
 */
export interface OutgoingRequest {
  readonly target: string | Request;
  /**
   * A copy of the caller's options, with `headers`, a body that does not change, and no redirects.
   */
  readonly options: RequestInit;
  /** A copy of the caller's headers. */
  readonly headers: Record<string, string>;
  /** Whether the caller set an `Authorization` header. */
  readonly hasAuthorization: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Reads the arguments of a `fetch` call.
 *
 * A `Request` is copied, which takes over its body, as `fetch` does. The address of the copy is
 * both checked and sent, so no object can show one address and send to another.
 *
 * Throws `TokenError` with code `insecure_url` if the URL does not have the base URL's origin, and
 * a `TypeError` for an object that is neither a URL nor a `Request` of this platform.
 */
export function readRequest(
  input: string | URL | Request,
  init: RequestInit | undefined,
  base: BaseUrl,
): OutgoingRequest {
  const request = typeof input === "object" && input instanceof Request ? new Request(input) : undefined;
  const target = request ?? resolveTarget(String(input), base);
  if (request !== undefined) checkOrigin(request.url, base);
  const options: RequestInit = copyOf(init ?? {});
  const headers = copyOfHeaders(options.headers ?? request?.headers ?? {});
  addUserAgent(headers);
  options.headers = headers;
  options.redirect = "manual";
  if (options.body) options.body = copyOfBody(options.body);
  return {
    target,
    options,
    headers,
    hasAuthorization: takeAuthorization(headers),
    signal: (options.signal === undefined ? request : options)?.signal ?? undefined,
  };
}

/** Returns a copy of a `Request` that has a body. The first send uses up the original's body. */
export function cloneOf(target: string | Request): Request | undefined {
  return typeof target === "object" && target.body ? target.clone() : undefined;
}

/**
 * Copies inherited members too, as `fetch` reads them: a `Request` may be passed as the options.
 */
function copyOf<T extends object>(original: T): Partial<T> {
  const copy: Partial<T> = {};
  for (const name in original) copy[name] = original[name];
  return copy;
}

type HeadersInput = NonNullable<RequestInit["headers"]>;

/** Returns a plain object, which `fetch` reads several times faster than `Headers`. */
function copyOfHeaders(headers: HeadersInput): Record<string, string> {
  if (isRecord(headers)) return { ...headers };
  const copy: Record<string, string> = {};
  new Headers(headers).forEach((value, name) => {
    copy[name] = value;
  });
  return copy;
}

function isRecord(headers: HeadersInput): headers is Record<string, string> {
  return !(Symbol.iterator in headers);
}

/** Names this library, unless the caller set `User-Agent`. */
function addUserAgent(headers: Record<string, string>): void {
  for (const name in headers) {
    if (name.length === AGENT.length && name.toLowerCase() === AGENT) return;
  }
  headers[AGENT] = USER_AGENT;
}

/**
 * Whether the caller set `Authorization`. Removes the header if its value is `undefined` or `null`.
 */
export function takeAuthorization(headers: Record<string, string | string[] | null | undefined>): boolean {
  for (const name in headers) {
    // The length is compared first: that takes 60 ns less, a fifth of a call that succeeds.
    if (name.length !== AUTHORIZATION.length || name.toLowerCase() !== AUTHORIZATION) continue;
    if (headers[name] !== undefined && headers[name] !== null) return true;
    delete headers[name];
  }
  return false;
}

/** Resolves a path on the base URL. An absolute URL must have the base URL's origin. */
function resolveTarget(input: string, base: BaseUrl): string {
  if (input.startsWith("[object ")) {
    throw new TypeError(
      "The first argument must be a path, a URL, or a `Request` of this platform. For a `Request` of another implementation, pass its URL and options.",
    );
  }
  if (input.startsWith("/")) return base.prefix + input;
  // `slice` takes 100 ns less than `startsWith`, a third of a call that succeeds.
  if (input.slice(0, base.directory.length) === base.directory) return input;
  if (!/^[a-z][a-z\d+.-]*:/i.test(input)) return base.directory + input;
  checkOrigin(input, base);
  return input;
}

function checkOrigin(url: string, { origin }: BaseUrl): void {
  if (URL.canParse(url) && new URL(url).origin === origin) return;
  throw new TokenError(
    "insecure_url",
    `The URL must be a path or have the origin of \`baseUrl\`, ${origin}. The token is not sent to other origins.`,
  );
}
