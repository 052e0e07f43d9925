import { TokenError } from "../token/token-error.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** WakaPay's documented test address. WakaPay gives you the production address. */
export const WAKAPAY_TEST_URL = "https://api.test.wakapay.io";

/** A parsed base URL. */
export interface BaseUrl {
  /** Scheme, host, and port, as a URL serializes them. */
  readonly origin: string;
  /** The base URL without a trailing slash. Paths that start with `/` are appended to it. */
  readonly prefix: string;
  /** The base URL with a trailing slash. */
  readonly directory: string;
}

/**
 * Parses a base URL.
 *
 * Throws `TokenError` with code `invalid_options` if it is not an absolute URL, has userinfo, a
 * query, or a fragment, or includes the path of a route. Throws `insecure_url` if it does not use
 * `https:`. `http:` is accepted for a loopback host if `allowInsecureLoopback` is set.
 */
export function parseBaseUrl(baseUrl: string, allowInsecureLoopback = false): BaseUrl {
  if (typeof baseUrl !== "string" || baseUrl === "") {
    const received = typeof baseUrl === "string" ? "an empty string" : typeof baseUrl;
    const hint = typeof baseUrl === "object" ? "" : " Check that its environment variable is set.";
    throw invalid(`must be a string such as ${WAKAPAY_TEST_URL} (got ${received}).${hint}`);
  }
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw invalid(
      `must be an absolute URL that starts with https://, such as ${WAKAPAY_TEST_URL}, without white space or quotes around it.`,
    );
  }
  const url = new URL(baseUrl);
  if (url.username !== "" || url.password !== "" || /[?#]/.test(baseUrl)) {
    throw invalid("must not contain a user, password, query, or fragment.");
  }
  if (/\/business(\/auth)?\/*$/.test(url.pathname)) {
    throw invalid("must not include the path `/business`. It is part of each request's path.");
  }
  checkScheme(url, allowInsecureLoopback);
  const prefix = url.href.replace(/\/+$/, "");
  return { origin: url.origin, prefix, directory: `${prefix}/` };
}

function checkScheme({ protocol, hostname }: URL, allowInsecureLoopback: boolean): void {
  if (protocol === "https:") return;
  const isLoopback = protocol === "http:" && LOOPBACK.test(hostname);
  if (isLoopback && allowInsecureLoopback) return;
  let hint = "";
  if (isLoopback) {
    hint = " For local development, set `allowInsecureLoopback: true`.";
  } else if (allowInsecureLoopback) {
    hint =
      ` \`allowInsecureLoopback\` covers only localhost, 127.0.0.1, and [::1], not ${hostname}.` +
      ' In Docker Compose, share the network of that service (`network_mode: "service:…"`) and use localhost.';
  }
  throw new TokenError("insecure_url", `\`baseUrl\` must use https (got ${protocol.slice(0, -1)}).${hint}`);
}

function invalid(problem: string): TokenError {
  return new TokenError("invalid_options", `\`baseUrl\` ${problem}`);
}
