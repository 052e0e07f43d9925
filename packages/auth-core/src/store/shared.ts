import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { activeAt } from "../time/time-window.ts";
import { type AccessToken, isRecentReplacement, isSameToken } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";
import { isAdoptable } from "./is-adoptable.ts";
import type { FoundToken, LockRole, TokenSlot } from "./token-slot.ts";
import { type Changes, watchChanges } from "./watch-changes.ts";

/** Options of {@link shared}. */
export interface SharedOptions extends Pick<Runtime, "now" | "random" | "wait" | "onEvent"> {
  /** The place where the fleet shares the token, the lock, and the cooldown. */
  readonly slot: TokenSlot;
  /**
   * Timeout for the wait and the source together, in milliseconds. After half of it at most,
   * another process takes the place of the one that all wait for. Default: 30000 (30 seconds).
   */
  readonly deadlineMs?: number;
  /**
   * How long a process that crashed holds the lock, in milliseconds. Must be longer than
   * `deadlineMs`. Default: `deadlineMs` + 10000.
   */
  readonly leaseMs?: number;
  /**
   * A token this close to its expiry is not adopted, in milliseconds. Capped at 10% of the token's
   * lifetime. Default: 60000 (1 minute).
   */
  readonly leewayMs?: number;
}

/** The state of one call. */
interface Turn {
  readonly owner: string;
  /** Set if the process holds a lock. */
  role?: LockRole;
  waitedMs: number;
}

/** The longest wait before a process watches the store, and the first interval of polling. */
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 1_000;

/**
 * Makes one exchange for a fleet: the process that gets the store's lock calls the source, and the
 * others wait for its token.
 *
 * Most programs use `createTokenManager`, which includes this layer. Put it outside `coolingDown`,
 * with `slot.cooldown` as memory. When the holder fails, the cooldown then stops the waiting
 * processes too. Waiting counts toward the deadline: the source receives the rest as `remainingMs`.
 *
 * If the lock is still taken after half of `deadlineMs`, for example because its holder crashed,
 * one of the waiting processes takes the holder's place. The others wait for its token, and reject
 * with code `timeout` when the deadline passes. A fleet therefore makes no more exchanges than two
 * processes if the endpoint does not respond. If the store fails, the source is called without a
 * lock.
 *
 * @example
 * const slot = tokenSlot({ store, baseUrl, credentials });
 * const exchanges = retrying(exchange({ baseUrl, credentials }));
 * const failing = coolingDown(exchanges, { memory: slot.cooldown });
 * const source = adopting(shared(failing, { slot }), { slot });
 */
export function shared(source: TokenSource, options: SharedOptions): TokenSource {
  const { slot, deadlineMs = 30_000, leaseMs = deadlineMs + 10_000, leewayMs = 60_000 } = options;
  const { now, random, wait, emit } = resolveRuntime(options);

  /** Whether the source would reject without an exchange, so that no lock is needed. */
  function isCoolingDown({ rejected }: TokenRequest): boolean {
    const at = now();
    if (activeAt(slot.cooldown.peek(), at) !== undefined) return true;
    return rejected !== undefined && isRecentReplacement(rejected, at);
  }

  async function acquires(turn: Turn, role: LockRole): Promise<boolean> {
    const isHeld = await slot.lock(turn.owner, leaseMs, role);
    if (isHeld) turn.role = role;
    return isHeld;
  }

  /**
   * Waits for the lock, for another process's token, or for a cooldown, and returns the stored
   * token. What is read after the lock was acquired cannot be outdated.
   */
  async function takeTurn(turn: Turn, request: TokenRequest): Promise<FoundToken | undefined> {
    request.signal?.throwIfAborted();
    const startedAt = now();
    if (await acquires(turn, "holder")) return slot.read();
    // The connections of a large fleet's watches would delay the holder's exchange.
    await wait(FIRST_POLL_MS * (0.5 + 0.5 * random()), request.signal);
    request.signal?.throwIfAborted();
    const changes = watchChanges(slot, wait);
    try {
      return await waitForTurn(turn, request, changes, startedAt);
    } finally {
      changes.stop();
    }
  }

  async function waitForTurn(turn: Turn, request: TokenRequest, changes: Changes, startedAt: number) {
    const patienceMs = (deadlineMs / 2) * (0.75 + 0.25 * random());
    for (let since = startedAt; ; ) {
      const pollMs = changes.isWatching()
        ? LONGEST_POLL_MS
        : Math.min(LONGEST_POLL_MS, Math.max(FIRST_POLL_MS, turn.waitedMs / 4));
      const limitMs = turn.waitedMs < patienceMs ? patienceMs : deadlineMs;
      const delayMs = Math.min(pollMs * (0.5 + 0.5 * random()), limitMs - turn.waitedMs);
      const isChanged = await changes.next(delayMs, request.signal);
      request.signal?.throwIfAborted();
      // The clock may be set back, and the process may be suspended.
      const at = now();
      const waitedMs = turn.waitedMs + Math.max(isChanged ? 0 : delayMs, at - since);
      turn.waitedMs = Math.min(waitedMs, limitMs);
      since = at;
      const found = await slot.read();
      if (found !== undefined && isAdoptable(found.token, request, now(), leewayMs)) return found;
      const [isHolder, cooldown] = await Promise.all([acquires(turn, "holder"), slot.cooldown.get()]);
      if (isHolder) return slot.read();
      if (activeAt(cooldown, now()) !== undefined) return found;
      if (turn.waitedMs < patienceMs) continue;
      if (await acquires(turn, "substitute")) return slot.read();
      if (turn.waitedMs >= deadlineMs) throw onTimeout();
    }
  }

  function onTimeout(): TokenError {
    return new TokenError(
      "timeout",
      `Another process of the fleet requested a token and got none within ${deadlineMs} ms. Check the network path to the API.`,
    );
  }

  async function store(token: AccessToken, { rejected }: TokenRequest, found: FoundToken | undefined) {
    if (rejected !== undefined && isSameToken(token, rejected)) return;
    const isReplaced =
      found !== undefined && (isSameToken(found.token, rejected) || found.token.issuedAt <= token.issuedAt);
    await slot.write(token, isReplaced ? found : undefined);
  }

  return async (request = {}) => {
    if (isCoolingDown(request)) return source(request);
    const turn: Turn = { owner: crypto.randomUUID(), waitedMs: 0 };
    let isStoreWorking = true;
    /**
     * Waits for the store only if it has not failed in this call: a caller waits for one timeout at
     * most.
     */
    async function settle(work: Promise<void>): Promise<void> {
      const settled = work.catch(() => {});
      if (isStoreWorking) await settled;
    }
    try {
      const found = await takeTurn(turn, request).catch((error: unknown) => {
        if (error instanceof TokenError) throw error;
        isStoreWorking = false;
        return undefined;
      });
      request.signal?.throwIfAborted();
      if (found !== undefined && isAdoptable(found.token, request, now(), leewayMs)) {
        const { expiresAt, fingerprint } = found.token;
        emit({ type: "adopted", expiresAt, fingerprint });
        return found.token;
      }
      const token = await source({ ...request, remainingMs: Math.max(0, deadlineMs - turn.waitedMs) });
      await settle(store(token, request, found));
      return token;
    } finally {
      if (turn.role !== undefined) await settle(slot.unlock(turn.owner, turn.role));
    }
  };
}
