import { type Credentials, type CredentialsFunction, checkCredentials } from "../options/credentials.ts";
import { wait as platformWait, type Wait } from "../time/wait.ts";
import { withDeadline } from "../time/with-deadline.ts";
import { TokenError } from "../token/token-error.ts";
import type { TokenSource } from "../token/token-source.ts";

/** Where credentials come from, and what is built on them. */
export interface CredentialedOptions {
  /** Asked once for each flight. */
  readonly credentials: CredentialsFunction;
  /** Builds the chain that belongs to one pair; called once while the pair is in use. */
  readonly chain: (credentials: Credentials) => TokenSource;
  /** How long the function may take, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
  readonly wait?: Wait;
}

/** Rotation needs two pairs at a time; a few more cost nothing, and an endless list would. */
const KEPT_CHAINS = 4;

/**
 * Asks for key and secret and uses the chain that belongs to them, so that a cool-down, a lock or a store entry never
 * serves another pair, and changed credentials start afresh at once. Nothing below asks again.
 *
 * Rejects with `invalid_options` for a missing or empty key or secret, before any I/O, with `unavailable` where
 * the function throws, and with `timeout` where it takes too long: a flight that comes late would make a second exchange.
 * What it threw is not passed on, since it may hold a secret. Most programs want `createTokenManager`.
 */
export function credentialed(options: CredentialedOptions): TokenSource {
  const { credentials, chain, timeoutMs = 10_000, wait = platformWait, now = () => Date.now() } = options;
  const late = () =>
    new TokenError("timeout", `The credentials function did not answer within ${timeoutMs} ms`);
  const chains = new Map<string, TokenSource>();

  function chainOf(pair: Credentials): TokenSource {
    const name = JSON.stringify([pair.apiKey, pair.apiSecret]);
    const source = chains.get(name) ?? chain(pair);
    chains.delete(name);
    chains.set(name, source);
    for (const oldest of chains.keys()) {
      if (chains.size <= KEPT_CHAINS) break;
      chains.delete(oldest);
    }
    return source;
  }

  async function ask(): Promise<Credentials> {
    try {
      // Read here: what a getter throws may hold a secret, too.
      return { ...(await credentials()) };
    } catch {
      throw new TokenError("unavailable", "The credentials function failed; call it by itself to see why");
    }
  }

  return async (request) =>
    chainOf(checkCredentials(await withDeadline({ timeoutMs, wait, now, onTimeout: late }, ask)))(request);
}
