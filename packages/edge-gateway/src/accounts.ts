import { DEFAULT_ACCOUNT } from "./config/account-config.ts";
import type { AccountResult, Config } from "./config/config.ts";
import { ConfigError } from "./config/config-error.ts";
import type { Caller } from "./policy/policy.ts";
import { type BrokerNamespace, createBrokerClient } from "./tokens/broker-client.ts";
import type { BrokerState } from "./tokens/broker-protocol.ts";
import { createIsolateTokens } from "./tokens/isolate-tokens.ts";
import type { TokenRuntime } from "./tokens/token-runtime.ts";
import { createUpstream, type Upstream } from "./upstream/send.ts";

/** A WakaPay account in one isolate. */
export interface Account {
  /** Sends requests with the account's token. */
  readonly upstream: Upstream;
  /** Returns the state of the account's broker. */
  readonly state: () => Promise<BrokerState>;
}

/** The accounts that callers use. They share no token, no cooldown, and no fault. */
export interface Accounts {
  /** Returns the account of a caller. Throws {@link ConfigError} if it has faults. */
  readonly of: (caller: Caller) => Account;
  /** Every account by name, or its faults. */
  readonly all: ReadonlyMap<string, Account | { readonly faults: readonly string[] }>;
}

/** Returns the name of a caller's account. */
export function accountNameOf({ account = DEFAULT_ACCOUNT }: Caller): string {
  return account;
}

/** Creates the accounts of one isolate. */
export function createAccounts(
  { accounts, broker }: Config<BrokerNamespace>,
  runtime: TokenRuntime,
): Accounts {
  const all = new Map([...accounts].map(([name, config]) => [name, create(config)]));

  function create(config: AccountResult): Account | { readonly faults: readonly string[] } {
    if ("faults" in config) return config;
    const client = createBrokerClient({ ...config, broker });
    const tokens = createIsolateTokens(config, client, runtime);
    return { upstream: createUpstream(tokens, config), state: client.state };
  }

  return {
    all,
    of(caller) {
      const account = all.get(accountNameOf(caller)) ?? { faults: [] };
      if ("faults" in account) throw new ConfigError(account.faults);
      return account;
    },
  };
}
