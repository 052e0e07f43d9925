import { safely, type TokenEventListener } from "../token/token-event.ts";
import type { TokenSource } from "../token/token-source.ts";
import { isAdoptable } from "./is-adoptable.ts";
import type { TokenSlot } from "./token-slot.ts";

/** Where to look, and what is good enough. */
export interface AdoptingOptions {
  readonly stored: TokenSlot;
  /** A token within min(`leewayMs`, life / 10) of its end is adopted only if no other can be had. Default 60,000. */
  readonly leewayMs?: number;
  readonly onEvent?: TokenEventListener;
  readonly now?: () => number;
}

/**
 * Looks into the fleet's store before anything else is asked: a token that another process put there is taken, whatever
 * cools down here. Most programs want `createTokenManager`.
 *
 * A caller that names a refused token gets only another one, issued no earlier; `minExpiresAt` is heeded. A store that
 * fails is passed by.
 */
export function adopting(source: TokenSource, options: AdoptingOptions): TokenSource {
  const { stored, leewayMs = 60_000, now = () => Date.now() } = options;
  const emit = safely(options.onEvent);

  return async (request = {}) => {
    request.signal?.throwIfAborted();
    const token = (await stored.read().catch(() => undefined))?.token;
    request.signal?.throwIfAborted();
    if (token === undefined) return source(request);
    if (!isAdoptable(token, request, now(), leewayMs)) {
      try {
        return await source(request);
      } catch (error) {
        if (request.signal?.aborted || !isAdoptable(token, request, now(), 0)) throw error;
      }
    }
    emit({ type: "adopted", fingerprint: token.fingerprint });
    return token;
  };
}
