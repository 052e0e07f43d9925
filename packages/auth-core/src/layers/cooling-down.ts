import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { activeAt } from "../time/time-window.ts";
import {
  type AccessToken,
  isRecentReplacement,
  isSameToken,
  nextReplacements,
} from "../token/access-token.ts";
import { type Cooldown, type CooldownMemory, cooldownError, lastingDetails } from "../token/cooldown.ts";
import { isRejection, TokenError } from "../token/token-error.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";

/** Options of {@link coolingDown}. */
export interface CoolingDownOptions extends Pick<Runtime, "now" | "onEvent"> {
  /**
   * Cooldown after rejected credentials or a rejected request, in milliseconds. A longer
   * `Retry-After` wins. Default: 60000 (1 minute).
   */
  readonly rejectedMs?: number;
  /**
   * Cooldown after the first failed sequence of attempts, in milliseconds. Doubles with each
   * further one, up to 30 s. A success resets it. A `Retry-After` wins. Default: 1000 (1 second).
   */
  readonly failedMs?: number;
  /** Remembers the cooldown. Default: in this process's memory. */
  readonly memory?: CooldownMemory;
}

const LONGEST_FAILED_MS = 30_000;
const LONGEST_COOLDOWN_MS = 3_600_000;

/**
 * Makes no exchange for some time after a failure, and rejects with the same error instead.
 *
 * Most programs use `createTokenManager`, which includes this layer. Use one `coolingDown` for each
 * key, secret, and base URL.
 *
 * | failure | cooldown |
 * | --- | --- |
 * | 400, 401, 402, 403 | 60 s, or `Retry-After` if that is longer |
 * | any other, with `Retry-After` | `Retry-After` |
 * | any other | 1 s, doubling with each further failure up to 30 s |
 *
 * A cooldown lasts one hour at most. Changed credentials end it at once, and so does a new process,
 * unless `memory` outlives the process. The error's `retryAfterMs` is the time that is left.
 *
 * Rejects with code `token_rejected` if the rejected token replaced another rejected token too
 * recently, or if the exchange returned the rejected token again. This affects only callers that
 * name that token.
 *
 * @example
 * const source = coolingDown(retrying(exchange({ baseUrl, credentials })));
 */
export function coolingDown(source: TokenSource, options: CoolingDownOptions = {}): TokenSource {
  const { rejectedMs = 60_000, failedMs = 1_000, memory = inMemory() } = options;
  const { now, emit } = resolveRuntime(options);
  let unchanged: AccessToken | undefined;

  /** Starts a cooldown and returns the error that says how long it lasts. */
  async function coolDown(error: TokenError, failures: number): Promise<TokenError> {
    const { code, message, retryAfterMs } = error;
    const ms = isRejection(error)
      ? Math.max(rejectedMs, retryAfterMs ?? 0)
      : (retryAfterMs ?? Math.min(LONGEST_FAILED_MS, failedMs * 2 ** (failures - 1)));
    const from = now();
    const until = from + Math.min(LONGEST_COOLDOWN_MS, ms);
    const cooldown = { code, message, ...lastingDetails(error), from, until, failures };
    emit({ type: "cooled_down", code, retryAfterMs: until - from });
    await put(cooldown);
    return cooldownError(cooldown, from);
  }

  async function put(cooldown: Cooldown | undefined): Promise<void> {
    try {
      await memory.put(cooldown);
    } catch {}
  }

  /** Stays synchronous if the memory is. */
  function get(): Cooldown | undefined | Promise<Cooldown | undefined> {
    try {
      const found = memory.get();
      return found instanceof Promise ? found.catch(() => undefined) : found;
    } catch {
      return undefined;
    }
  }

  return async (request: TokenRequest = {}) => {
    const found = get();
    const cooldown = found instanceof Promise ? await found : found;
    const at = now();
    const active = activeAt(cooldown, at);
    if (active !== undefined) throw cooldownError(active, at);
    const rejected = isSameToken(unchanged, request.rejected) ? unchanged : request.rejected;
    if (rejected !== undefined && isRecentReplacement(rejected, at)) {
      emit({ type: "invalidation_ignored", fingerprint: rejected.fingerprint });
      throw tokenRejected();
    }
    let token: AccessToken;
    try {
      token = await source({ ...request, rejected });
    } catch (error) {
      if (!(error instanceof TokenError) || error.code === "token_rejected") throw error;
      throw await coolDown(error, (cooldown?.failures ?? 0) + 1);
    }
    if (cooldown !== undefined) await put(undefined);
    if (rejected === undefined || !isSameToken(token, rejected)) return token;
    const issuedAt = now();
    unchanged = { ...token, issuedAt, replacements: nextReplacements(rejected, issuedAt) };
    throw tokenRejected();
  };
}

function inMemory(): CooldownMemory {
  let current: Cooldown | undefined;
  return {
    get: () => current,
    put(cooldown) {
      current = cooldown;
    },
  };
}

function tokenRejected(): TokenError {
  return new TokenError(
    "token_rejected",
    "WakaPay rejected this token and no new one is available yet. If this persists, check the account's permissions for this route, and whether another program uses the same credentials.",
  );
}
