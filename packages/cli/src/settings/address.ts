import { WAKAPAY_TEST_URL } from "@wakapay/auth-core";

/** Where requests go: to WakaPay's test environment, to this machine, or anywhere else. */
export type Environment = "test" | "local" | "production";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Returns the environment of an address. An address that is not known to be harmless counts as
 * production.
 */
export function environmentOf({ origin, hostname }: URL): Environment {
  if (origin === WAKAPAY_TEST_URL) return "test";
  return LOOPBACK.test(hostname) ? "local" : "production";
}

/** Returns what is wrong with a base URL, or `undefined`. Never quotes it. */
export function addressFault(text: string): string | undefined {
  if (!URL.canParse(text) || !/^[a-z][a-z\d+.-]*:\/\//i.test(text)) {
    return "must be an absolute URL that starts with https://, without white space or quotes";
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || /[?#]/.test(text)) {
    return "must not contain a user, a password, a query, or a fragment";
  }
  if (/\/business(\/auth)?\/*$/.test(url.pathname)) {
    return "must not include the path /business: it is part of each request's path";
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)))
    return undefined;
  return "must use https, except on a loopback host";
}
