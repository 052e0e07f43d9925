import { type Credentials, type CredentialsFunction, checkCredentials } from "../options/credentials.ts";
import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { withDeadline } from "../time/with-deadline.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenSource } from "../token/token-source.ts";

/** Options of {@link credentialed}. */
export interface CredentialedOptions extends Pick<Runtime, "now" | "wait"> {
  /** Returns the key and secret. Called for each flight. */
  readonly credentials: CredentialsFunction;
  /** Creates the source for a key and secret. Called again when they change. */
  readonly chain: (credentials: Credentials) => TokenSource;
  /** Timeout for the `credentials` function, in milliseconds. Default: 10000 (10 seconds). */
  readonly timeoutMs?: number;
}

/**
 * Gets the key and secret for each request, and uses the source that belongs to them.
 *
 * Most programs use `createTokenManager`, which includes this layer. Each key and secret has its own
 * source, so a cooldown, a lock, or a stored token never affects other credentials. Changed
 * credentials take effect with the next flight.
 *
 * Rejects with code `invalid_options` if the key or secret is missing or empty, with `unavailable` if
 * the function throws, and with `timeout` if it takes too long. The error that it threw is not
 * passed on, because it may contain a secret.
 *
 * @example
 * const source = credentialed({
 *   credentials: () => vault.read("wakapay"),
 *   chain: (pair) => coolingDown(retrying(exchange({ baseUrl, credentials: pair }))),
 * });
 */
export function credentialed(options: CredentialedOptions): TokenSource {
  const { credentials, chain, timeoutMs = 10_000 } = options;
  const { now, wait } = resolveRuntime(options);
  let last: { readonly pair: Credentials; readonly source: TokenSource } | undefined;
  const onTimeout = () =>
    new TokenError(
      "timeout",
      `The \`credentials\` function did not return within ${timeoutMs} ms. Set \`timeoutMs\` to allow more time.`,
    );

  async function read(): Promise<Credentials> {
    let pair: Parameters<typeof checkCredentials>[0];
    try {
      const returned: Credentials | undefined = await credentials();
      // Getters may throw, too, so members are read here.
      pair = { apiKey: returned?.apiKey, apiSecret: returned?.apiSecret };
    } catch (error) {
      throw failed(error);
    }
    return checkCredentials(
      pair,
      "The `credentials` function must return an object with `apiKey` and `apiSecret`.",
    );
  }

  return async (request) => {
    const pair = await withDeadline({ timeoutMs, onTimeout, wait, now }, read);
    if (last?.pair.apiKey !== pair.apiKey || last.pair.apiSecret !== pair.apiSecret) {
      last = { pair, source: chain(pair) };
    }
    return last.source(request);
  };
}

/** Shows the code or the name of the error, but not its message, which may contain a secret. */
function failed(error: unknown): TokenError {
  const names = error instanceof Error ? ["code" in error && error.code, error.name] : [];
  const kind =
    names.find((name) => typeof name === "string" && /^[A-Z][A-Za-z_]{1,40}$/.test(name)) ?? "an error";
  return new TokenError(
    "unavailable",
    `The \`credentials\` function failed (${kind}). Call it directly to see the error, which may contain a secret.`,
  );
}
