import type { TimeWindow } from "../time/time-window.ts";
import { TokenError, type TokenErrorCode } from "./token-error.ts";

/**
 * A period in which no exchange is made, and the error that started it. Plain JSON data, in epoch
 * milliseconds.
 */
export interface Cooldown extends TimeWindow {
  readonly code: TokenErrorCode;
  readonly message: string;
  /** The HTTP status of the token response, if there was one. */
  readonly status?: number;
  /** How many sequences of attempts have failed since the last success. */
  readonly failures: number;
}

/**
 * Remembers the cooldown of one key, secret and base URL. By default, `coolingDown` remembers it in
 * memory. A store or a Durable Object makes a cooldown survive the process, or shares it in a fleet.
 *
 * If a method rejects, the cooldown is lost, and nothing else fails.
 */
export interface CooldownMemory {
  /**
   * Returns the cooldown that was put last, or `undefined`. Also return it for a while after
   * `until`, because `failures` counts on until a success.
   */
  get(): Cooldown | undefined | Promise<Cooldown | undefined>;
  /** Remembers a cooldown. `undefined` forgets it, after a success. */
  put(cooldown: Cooldown | undefined): void | Promise<void>;
}

/** Creates the error that callers get during a cooldown. */
export function cooldownError({ code, message, status, until }: Cooldown, now: number): TokenError {
  const retryAfterMs = until - now;
  return new TokenError(code, message, status === undefined ? { retryAfterMs } : { status, retryAfterMs });
}
