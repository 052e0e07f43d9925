import { wait as platformWait, type Wait } from "../time/wait.ts";
import type { AccessToken } from "../token/access-token.ts";
import { safely, type TokenEventListener } from "../token/token-event.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";
import { isAdoptable } from "./is-adoptable.ts";
import type { FoundToken, TokenSlot } from "./token-slot.ts";

/** Whom to share with, and for how long to believe in a holder of the lock. */
export interface SharedOptions {
  readonly stored: TokenSlot;
  /** How long the lock is held at most, in milliseconds: longer than the source takes. Default 40,000. */
  readonly leaseMs?: number;
  /** A token within min(`leewayMs`, life / 10) of its end is renewed, not adopted. Default 60,000. */
  readonly leewayMs?: number;
  readonly onEvent?: TokenEventListener;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly wait?: Wait;
}

/** How a process's turn came out: a token of another process, or leave to ask the source, with the lock or without. */
interface Turn {
  readonly adopted?: AccessToken;
  /** The refused token, where the store still has it. */
  readonly refused?: FoundToken;
}

/** How many leases to wait: one of a holder that died, and some of the next, so that not all go on at once. */
const PATIENCE = 1.5;
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 500;

/**
 * One exchange for a fleet: who gets the store's lock asks the source, the others wait for its token.
 *
 * A holder that dies loses its lease, and one that fails frees the lock: another goes on then, each within its own
 * cool-down. Errors are never stored. Where the store fails, or the lock stays taken for one and a half leases, the
 * source is asked without it. Most programs want `createTokenManager`.
 */
export function shared(source: TokenSource, options: SharedOptions): TokenSource {
  const { stored, leaseMs = 40_000, leewayMs = 60_000 } = options;
  const { now = () => Date.now(), random = Math.random, wait = platformWait } = options;
  const emit = safely(options.onEvent);

  /** Polls for the token and for the lock. The lock is asked first: what is read after it was granted cannot be older. */
  async function turn(owner: string, request: TokenRequest): Promise<Turn> {
    const { rejected, signal } = request;
    let pollMs = FIRST_POLL_MS;
    for (let waitedMs = 0; ; ) {
      signal?.throwIfAborted();
      const startedAt = now();
      const held = await stored.lock(owner, leaseMs);
      const found = await stored.read();
      if (found !== undefined && isAdoptable(found.token, request, now(), leewayMs)) {
        return { adopted: found.token };
      }
      if (held || waitedMs >= PATIENCE * leaseMs) {
        return found !== undefined && found.token.value === rejected?.value ? { refused: found } : {};
      }
      await wait(pollMs * (0.5 + 0.5 * random()), signal);
      waitedMs += Math.max(pollMs / 2, now() - startedAt);
      pollMs = Math.min(LONGEST_POLL_MS, pollMs * 2);
    }
  }

  return async (request = {}) => {
    const owner = crypto.randomUUID();
    try {
      const { adopted, refused } = await turn(owner, request).catch((): Turn => ({}));
      request.signal?.throwIfAborted();
      if (adopted !== undefined) {
        emit({ type: "adopted", fingerprint: adopted.fingerprint });
        return adopted;
      }
      const token = await source(request);
      if (token.value !== request.rejected?.value) await stored.write(token, refused).catch(() => {});
      return token;
    } finally {
      await stored.unlock(owner).catch(() => {});
    }
  };
}
