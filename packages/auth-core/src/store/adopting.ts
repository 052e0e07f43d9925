import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { satisfies, type TokenSource } from "../token/token-source.ts";
import { isAdoptable } from "./is-adoptable.ts";
import type { TokenSlot } from "./token-slot.ts";

/** Options of {@link adopting}. */
export interface AdoptingOptions extends Pick<Runtime, "now" | "onEvent"> {
  /** The place where the fleet shares the token. */
  readonly slot: TokenSlot;
  /**
   * A token this close to its expiry is adopted only if the source fails, in milliseconds. Capped
   * at 10% of the token's lifetime. Default: 60000 (1 minute).
   */
  readonly leewayMs?: number;
}

/**
 * Returns the token that another process of the fleet stored, if it fits the request. Otherwise,
 * calls the source.
 *
 * Most programs use `createTokenManager`, which includes this layer. It is outside the cooldown, so
 * a process adopts a token even if its own exchanges fail. If the store fails, the source is
 * called.
 *
 * @example
 * const slot = tokenSlot({ store, baseUrl, credentials });
 * const source = adopting(exchange({ baseUrl, credentials }), { slot });
 */
export function adopting(source: TokenSource, options: AdoptingOptions): TokenSource {
  const { slot, leewayMs = 60_000 } = options;
  const { now, emit } = resolveRuntime(options);

  return async (request = {}) => {
    const { signal } = request;
    signal?.throwIfAborted();
    const token = (await slot.read().catch(() => undefined))?.token;
    signal?.throwIfAborted();
    if (token === undefined) return source(request);
    if (!isAdoptable(token, request, now(), leewayMs)) {
      try {
        return await source(request);
      } catch (error) {
        if (signal?.aborted || !satisfies(token, request, now())) throw error;
      }
    }
    emit({ type: "adopted", expiresAt: token.expiresAt, fingerprint: token.fingerprint });
    return token;
  };
}
