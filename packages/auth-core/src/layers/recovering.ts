import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { activeAt, type TimeWindow } from "../time/time-window.ts";
import { withDeadline } from "../time/with-deadline.ts";
import type { AccessToken } from "../token/access-token.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";

/** Options of {@link recovering}. */
export interface RecoveringOptions extends Pick<Runtime, "now" | "wait"> {
  /**
   * How long a caller waits for a flight before the flight counts as lost, in milliseconds. Must be
   * longer than the source can take. Default: 45000 (45 seconds).
   */
  readonly maxFlightMs?: number;
}

/** What a caller sees if it has waited for `maxFlightMs`. */
const lost = Symbol("lost");

/**
 * Replaces a lost flight. In a Worker, a flight is lost if the request that started it ends, for
 * example because its client disconnects. Its promise then never settles.
 *
 * Most programs use `createTokenManager`, which includes this layer.
 *
 * `createFlights` returns a source such as `singleFlight`. If a flight takes longer than
 * `maxFlightMs`, a new source takes the place of the one whose flight was lost. A caller tries
 * twice at most, then rejects with code `timeout`.
 *
 * @example
 * const source = recovering(() => singleFlight(retrying(exchange({ baseUrl, credentials }))));
 */
export function recovering(createFlights: () => TokenSource, options: RecoveringOptions = {}): TokenSource {
  const { maxFlightMs = 45_000 } = options;
  const { now, wait } = resolveRuntime(options);
  let flights = createFlights();
  /** When the current flight started, and when it counts as lost. */
  let window: TimeWindow | undefined;
  /** Ends the wait of each caller of the current flight. */
  const waiters = new Set<(reason: symbol) => void>();

  function forgetFlight(): void {
    window = undefined;
    waiters.clear();
  }

  async function join(request: TokenRequest): Promise<AccessToken> {
    const joined = flights;
    const at = now();
    window = activeAt(window, at) ?? { from: at, until: at + maxFlightMs };
    const timeoutMs = window.until - at;
    const deadline = { timeoutMs, onTimeout, signal: request.signal, wait, now };

    function onTimeout(): symbol {
      if (flights === joined) {
        flights = createFlights();
        // A caller that joined at the last moment would wait for `maxFlightMs` again.
        for (const leave of waiters) leave(lost);
        forgetFlight();
      }
      return lost;
    }

    try {
      return await withDeadline(deadline, (signal) => untilReplaced(joined({ ...request, signal })));
    } finally {
      if (flights === joined && !request.signal?.aborted) forgetFlight();
    }
  }

  function untilReplaced(token: Promise<AccessToken>): Promise<AccessToken> {
    return new Promise((resolve, reject) => {
      waiters.add(reject);
      token.then(resolve, reject).finally(() => waiters.delete(reject));
    });
  }

  return async (request = {}) => {
    for (let isRepeated = false; ; isRepeated = true) {
      try {
        return await join(request);
      } catch (error) {
        if (error !== lost) throw error;
        if (isRepeated) throw new TokenError("timeout", `No token within ${2 * maxFlightMs} ms.`);
      }
    }
  };
}
