import { type Credentials, type CredentialsFunction, checkCredentials } from "../options/credentials.ts";
import { type Runtime, resolveRuntime } from "../options/runtime.ts";
import { activeAt, type TimeWindow } from "../time/time-window.ts";
import { withDeadline } from "../time/with-deadline.ts";
import { type Cooldown, cooldownError } from "../token/cooldown.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenSource } from "../token/token-source.ts";

/** Options of {@link credentialed}. */
export interface CredentialedOptions extends Pick<Runtime, "now" | "wait" | "onEvent"> {
  /** Returns the key and secret. Called for each request, except during a cooldown. */
  readonly credentials: CredentialsFunction;
  /** Creates the source for a key and secret. Called again when they change. */
  readonly chain: (credentials: Credentials) => TokenSource;
  /** Timeout for the `credentials` function, in milliseconds. Default: 10000 (10 seconds). */
  readonly timeoutMs?: number;
}

const FIRST_COOLDOWN_MS = 1_000;
const LONGEST_COOLDOWN_MS = 30_000;

/** During a cooldown of the credentials, this many calls look for changed ones at once. */
const FREE_CHECKS = 3;
/** How often later calls look for changed credentials. */
const CHECK_INTERVAL_MS = 1_000;

/**
 * Gets the key and secret for each request, and uses the source that belongs to them.
 *
 * Most programs use `createTokenManager`, which includes this layer. Each key and secret has its
 * own source, so a cooldown, a lock, or a stored token never affects other credentials. Changed
 * credentials take effect with the next request.
 *
 * If the function fails, it is not called again for 1 s, doubling with each further failure up to
 * 30 s. If the source reports a cooldown, the function is called at most once per second, to find
 * changed credentials.
 *
 * Rejects with code `invalid_options` if the key or secret is missing or empty, or has white space
 * around it, with `unavailable` if the function throws, and with `timeout` if it takes too long.
 * The error that it threw is not passed on, because it may contain a secret.
 *
 * @example
 * const source = credentialed({
 *   credentials: () => vault.read("wakapay"),
 *   chain: (pair) => coolingDown(retrying(exchange({ baseUrl, credentials: pair }))),
 * });
 */
export function credentialed(options: CredentialedOptions): TokenSource {
  const { credentials, chain, timeoutMs = 10_000 } = options;
  const { now, wait, emit } = resolveRuntime(options);
  let last: { readonly pair: Credentials; readonly source: TokenSource } | undefined;
  /** Set while the function fails. */
  let cooldown: Cooldown | undefined;
  /** Set while the source of the last credentials reports a cooldown. */
  let pause: (TimeWindow & { readonly checks: number }) | undefined;

  async function read(signal: AbortSignal | undefined): Promise<TokenSource> {
    const at = now();
    const active = activeAt(cooldown, at);
    if (active !== undefined) throw cooldownError(active, at);
    try {
      const pair = await withDeadline({ timeoutMs, onTimeout, signal, wait, now }, callFunction);
      cooldown = undefined;
      if (last?.pair.apiKey !== pair.apiKey || last.pair.apiSecret !== pair.apiSecret) {
        last = { pair, source: chain(pair) };
        pause = undefined;
      }
      return last.source;
    } catch (error) {
      throw error instanceof TokenError ? coolDown(error) : error;
    }
  }

  function onTimeout(): TokenError {
    return new TokenError(
      "timeout",
      `The \`credentials\` function did not return within ${timeoutMs} ms. Increase \`timeoutMs\` to allow more time.`,
    );
  }

  async function callFunction(): Promise<Credentials> {
    let pair: { readonly [Member in keyof Credentials]: unknown };
    try {
      const returned: Credentials | undefined = await credentials();
      // Getters may throw, too, so members are read here.
      pair = { apiKey: returned?.apiKey, apiSecret: returned?.apiSecret };
    } catch (error) {
      throw functionFailed(error);
    }
    return checkCredentials(
      pair,
      "The `credentials` function must return an object with `apiKey` and `apiSecret`.",
    );
  }

  function coolDown({ code, message }: TokenError): TokenError {
    const failures = (cooldown?.failures ?? 0) + 1;
    const ms = Math.min(LONGEST_COOLDOWN_MS, FIRST_COOLDOWN_MS * 2 ** (failures - 1));
    const from = now();
    cooldown = { code, message, from, until: from + ms, failures };
    emit({ type: "cooled_down", code, retryAfterMs: ms });
    return cooldownError(cooldown, from);
  }

  return async (request) => {
    const isPaused = activeAt(pause, now()) !== undefined;
    const source = isPaused && last !== undefined ? last.source : await read(request?.signal);
    try {
      const token = await source(request);
      pause = undefined;
      return token;
    } catch (error) {
      if (!isPaused && error instanceof TokenError && error.retryAfterMs !== undefined) {
        const checks = (pause?.checks ?? 0) + 1;
        const from = now();
        pause = { from, until: from + (checks > FREE_CHECKS ? CHECK_INTERVAL_MS : 0), checks };
      }
      throw error;
    }
  };
}

/** Shows the code or the name of the error, but not its message, which may contain a secret. */
function functionFailed(error: unknown): TokenError {
  const names = error instanceof Error ? ["code" in error && error.code, error.name] : [];
  const kind =
    names.find((name) => typeof name === "string" && /^[A-Z][A-Za-z_]{1,40}$/.test(name)) ?? "an error";
  return new TokenError(
    "unavailable",
    `The \`credentials\` function failed (${kind}). Call it directly to see the error, which may contain a secret.`,
  );
}
