import { parseObject } from "../token/json-object.ts";

const DAY_MS = 86_400_000;

/**
 * How long a token lives from `sentAt` (epoch ms), in milliseconds: by `expiresIn`, a number or numeric string of
 * seconds; where that is absent, by the JWT's `exp`. A day at most; `undefined` for what is no lifetime.
 */
export function lifetime(expiresIn: unknown, jwt: string, sentAt: number): number | undefined {
  const ms = expiresIn === undefined ? expiryOf(jwt, sentAt) : Math.floor(seconds(expiresIn) * 1000);
  return ms !== undefined && ms > 0 ? Math.min(ms, DAY_MS) : undefined;
}

function seconds(value: unknown): number {
  if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** RFC 7519 §4.1.4: `exp` is in seconds since the epoch. The signature is the API's concern, not ours. */
function expiryOf(jwt: string, sentAt: number): number | undefined {
  const exp = parseObject(decodeBase64Url(jwt.split(".")[1] ?? ""))?.exp;
  return typeof exp === "number" && Number.isFinite(exp) ? Math.floor(exp * 1000 - sentAt) : undefined;
}

function decodeBase64Url(text: string): string {
  try {
    return atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  } catch {
    return "";
  }
}
