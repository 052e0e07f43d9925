import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { untilAborted } from "../time/with-deadline.ts";
import { type AccessToken, isSameToken } from "../token/access-token.ts";
import type { TokenRequest, TokenSource } from "../token/token-source.ts";

/** Options of {@link singleFlight}. */
export type SingleFlightOptions = Pick<Runtime, "onEvent" | "trace" | "background">;

interface Flight {
  readonly token: Promise<AccessToken>;
  readonly rejected: AccessToken | undefined;
  isSettled: boolean;
}

/**
 * Shares one acquisition of a token, a flight, among concurrent callers.
 *
 * Most programs use `createTokenManager`, which includes this layer. The source must settle every
 * request, as `retrying` does. If a flight can be lost, add `recovering`.
 *
 * The next flight can start before the result is published. A caller that names a rejected token
 * joins the flight in progress, and starts another one if the flight returns that token.
 *
 * @example
 * const source = singleFlight(retrying(exchange({ baseUrl, credentials })));
 * const [one, other] = await Promise.all([source(), source()]); // one exchange
 */
export function singleFlight(source: TokenSource, options: SingleFlightOptions = {}): TokenSource {
  const { emit, trace, background } = resolveRuntime(options);
  let current: Flight | undefined;

  function release(flight: Flight): void {
    if (current === flight) current = undefined;
  }

  function start({ rejected, minExpiresAt }: TokenRequest): Flight {
    const flight: Flight = {
      rejected,
      isSettled: false,
      token: trace("flight", () => source({ rejected, minExpiresAt })).finally(() => {
        flight.isSettled = true;
        release(flight);
      }),
    };
    background(flight.token.catch(() => {}));
    return flight;
  }

  return async (request = {}) => {
    const { signal, rejected } = request;
    for (;;) {
      signal?.throwIfAborted();
      if (current !== undefined) emit({ type: "joined" });
      const flight = current ?? start(request);
      current = flight;
      try {
        const token = await untilAborted(flight.token, signal);
        // A flight that names the same rejected token would return it again.
        if (!isSameToken(token, rejected) || isSameToken(token, flight.rejected)) return token;
      } catch (error) {
        // A Worker rejects the promise of a request that has ended, although the flight is
        // unsettled.
        if (signal?.aborted || flight.isSettled) throw error;
        release(flight);
      }
    }
  };
}
