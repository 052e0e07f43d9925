import type { TimeWindow } from "../time/time-window.ts";
import { parseObject } from "./parse-object.ts";
import { TokenError, type TokenErrorCode, type TokenErrorDetails } from "./token-error.ts";

/**
 * A period in which no exchange is made, and the error that started it. Plain JSON data, in epoch
 * milliseconds.
 */
export interface Cooldown extends TimeWindow, Omit<TokenErrorDetails, "retryAfterMs"> {
  readonly code: TokenErrorCode;
  readonly message: string;
  /** How many sequences of attempts have failed since the last success. */
  readonly failures: number;
}

/**
 * Remembers the cooldown of one key, secret, and base URL. By default, `coolingDown` remembers it
 * in memory. A store or a Durable Object makes a cooldown survive the process, or shares it in a
 * fleet.
 *
 * If a method rejects, the cooldown is lost, and nothing else fails.
 */
export interface CooldownMemory {
  /**
   * Returns the cooldown that was put last, or `undefined`. Also return it for a while after
   * `until`, because `failures` is counted until a success.
   */
  get(): Cooldown | undefined | Promise<Cooldown | undefined>;
  /** Remembers a cooldown. `undefined` forgets it, after a success. */
  put(cooldown: Cooldown | undefined): void | Promise<void>;
}

/** Creates the error that callers get during a cooldown. */
export function cooldownError(cooldown: Cooldown, now: number): TokenError {
  const { code, message, until } = cooldown;
  return new TokenError(code, message, { ...lastingDetails(cooldown), retryAfterMs: until - now });
}

/** Returns the details of an error that stay the same during its cooldown. */
export function lastingDetails(error: TokenErrorDetails): Omit<TokenErrorDetails, "retryAfterMs"> {
  const { status, reason, isPermanent } = error;
  return {
    ...(status !== undefined && { status }),
    ...(reason !== undefined && { reason }),
    ...(isPermanent && { isPermanent }),
  };
}

/** The codes that can start a cooldown. */
const CODES: readonly TokenErrorCode[] = [
  "invalid_options",
  "credentials_rejected",
  "request_rejected",
  "rate_limited",
  "unavailable",
  "timeout",
  "malformed_response",
  "unexpected_response",
];

/**
 * Parses a cooldown that was stored as JSON. Returns `undefined` if the text is not a cooldown, for
 * example because another version of this package wrote it.
 */
export function parseCooldown(text: string): Cooldown | undefined {
  const { code: name, message, status, reason, isPermanent, failures, from, until } = parseObject(text) ?? {};
  const code = CODES.find((known) => known === name);
  if (code === undefined || typeof message !== "string" || typeof failures !== "number") return undefined;
  if (typeof from !== "number" || typeof until !== "number") return undefined;
  return {
    code,
    message,
    ...(typeof status === "number" && { status }),
    ...(typeof reason === "string" && { reason }),
    ...(isPermanent === true && { isPermanent }),
    failures,
    from,
    until,
  };
}
