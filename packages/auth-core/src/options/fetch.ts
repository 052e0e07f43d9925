import { TokenError } from "../token/token-error.ts";

/** The shape of the platform's `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A function that sends requests, such as the platform's `fetch` or the `fetch` of undici.
 *
 * Other implementations declare their own `Request` and `Response`, which TypeScript does not
 * accept in place of the platform's. `CallableFunction` accepts them.
 */
export type FetchImplementation = Fetch | CallableFunction;

/**
 * Returns the function that sends requests. Default: the platform's `fetch`, looked up on each
 * call.
 *
 * Throws `TokenError` with code `invalid_options` if the value is not a function.
 */
export function resolveFetch(implementation: FetchImplementation | undefined): Fetch {
  if (implementation === undefined) return (input, init) => globalThis.fetch(input, init);
  if (isFetch(implementation)) return implementation;
  throw new TokenError("invalid_options", `\`fetch\` must be a function (got ${typeof implementation}).`);
}

function isFetch(value: unknown): value is Fetch {
  return typeof value === "function";
}
