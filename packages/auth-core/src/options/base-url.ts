import { TokenError } from "../token/token-error.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** WakaPay's documented test address. Production's address is yours to give. */
export const WAKAPAY_TEST_URL = "https://api.test.wakapay.io";

/** Where the API is, taken apart once. */
export interface BaseUrl {
  /** Scheme, host and port, as a URL serialises them. */
  readonly origin: string;
  /** The whole base without a trailing slash; a path that starts with `/` is appended to it. */
  readonly prefix: string;
  /** The prefix with a trailing slash. */
  readonly directory: string;
}

/**
 * Reads a base URL. `https:` only; `http:` on a loopback host where `allowInsecureLoopback` says so.
 *
 * Throws `invalid_options` for what is no URL or has userinfo, a query or a fragment, `insecure_url` for the wrong scheme.
 */
export function parseBaseUrl(baseUrl: string, allowInsecureLoopback = false): BaseUrl {
  if (typeof baseUrl !== "string" || !URL.canParse(baseUrl)) {
    throw new TokenError("invalid_options", `baseUrl must be an absolute URL such as ${WAKAPAY_TEST_URL}`);
  }
  const url = new URL(baseUrl);
  if (url.username !== "" || url.password !== "" || /[?#]/.test(baseUrl)) {
    throw new TokenError(
      "invalid_options",
      "baseUrl must have no user, password, query or fragment: they would leak or be lost",
    );
  }
  const loopback = url.protocol === "http:" && LOOPBACK.test(url.hostname);
  if (url.protocol !== "https:" && !(loopback && allowInsecureLoopback)) {
    const hint = loopback ? "; for local work set allowInsecureLoopback: true" : "";
    throw new TokenError("insecure_url", `baseUrl must start with https:, not ${url.protocol}${hint}`);
  }
  const prefix = url.href.replace(/\/+$/, "");
  return { origin: url.origin, prefix, directory: `${prefix}/` };
}
