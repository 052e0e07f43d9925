import { parseObject } from "../token/parse-object.ts";

const DAY_MS = 86_400_000;

/**
 * Returns how long a token lives, in milliseconds, or `undefined` if the response does not say.
 *
 * `expiresIn` is a number or a numeric string, in seconds. If it is absent or `null`, the JWT's
 * claims decide: `exp - iat`, or `exp - sentAt` (epoch ms) if there is no `iat`. Capped at 1 day.
 */
export function lifetime(expiresIn: unknown, jwt: string, sentAt: number): number | undefined {
  const seconds = expiresIn ?? undefined;
  const ms = seconds === undefined ? jwtLifetime(jwt, sentAt) : Math.floor(toSeconds(seconds) * 1000);
  return ms !== undefined && ms > 0 ? Math.min(ms, DAY_MS) : undefined;
}

function toSeconds(value: unknown): number {
  if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/**
 * `iat` and `exp` come from one clock, so their difference is right even if this machine's clock is
 * not (RFC 7519, section 4.1). The API verifies the signature, not this client.
 */
function jwtLifetime(jwt: string, sentAt: number): number | undefined {
  const { iat, exp } = parseObject(decodeBase64Url(jwt.split(".")[1] ?? "")) ?? {};
  if (typeof exp !== "number" || !Number.isFinite(exp)) return undefined;
  const from = typeof iat === "number" && Number.isFinite(iat) ? iat * 1000 : sentAt;
  return Math.floor(exp * 1000 - from);
}

function decodeBase64Url(text: string): string {
  try {
    return atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  } catch {
    return "";
  }
}
