import type { QuotaNamespace } from "../access/quota-protocol.ts";
import type { BurstLimits } from "../access/rate-limit.ts";
import { type Callers, parsePolicy } from "../policy/policy.ts";
import { type AccountConfig, DEFAULT_ACCOUNT, parseAccountConfig } from "./account-config.ts";
import type { Bindings } from "./bindings.ts";
import { ConfigError } from "./config-error.ts";
import { parseUpstreamConfig, type UpstreamConfig } from "./upstream-config.ts";

/** The configuration of an account, or its faults. A fault concerns only callers of the account. */
export type AccountResult = AccountConfig | { readonly faults: readonly string[] };

/** The accounts that callers use, by name. Contains secrets. */
export type Accounts = ReadonlyMap<string, AccountResult>;

/** The Worker's configuration. Contains secrets. */
export interface Config<Broker = unknown> extends UpstreamConfig {
  readonly accounts: Accounts;
  readonly callers: Callers;
  readonly burstLimits: BurstLimits;
  /** Bound if the policy of any caller has a quota. */
  readonly quotas: QuotaNamespace | undefined;
  readonly broker: Broker;
}

/**
 * Reads the configuration from the Worker's bindings and from the policy of its environment.
 *
 * The `local` environment reads `GATEWAY_POLICY` if it is set. Throws {@link ConfigError} with
 * every fault, unless all faults are those of accounts.
 */
export function readConfig<Broker>(
  bindings: Bindings<Broker>,
  policies: Readonly<Record<string, string>>,
): Config<Broker> {
  const faults: string[] = [];
  const upstream = parseUpstreamConfig(bindings, faults);
  const { environment } = upstream;
  const bundled = new Map(Object.entries(policies)).get(environment) ?? "";
  const policy =
    environment === "local" && (bindings.GATEWAY_POLICY || bundled === "")
      ? parsePolicy(bindings.GATEWAY_POLICY ?? "", "GATEWAY_POLICY")
      : parsePolicy(bundled, `policies.${environment}`);
  const { BURST_SMALL: small, BURST_MEDIUM: medium, BURST_LARGE: large } = bindings;
  const burstLimits = { small, medium, large };
  if ("faults" in policy) faults.push(...policy.faults);
  else if (environment !== "local") faults.push(...unboundLimits(policy.callers, burstLimits));
  const quotas = bindings.CALLER_QUOTA;
  if ("callers" in policy && quotas === undefined) faults.push(...uncountedQuotas(policy.callers));
  const broker = bindings.TOKEN_BROKER;
  if (broker === undefined) faults.push("TOKEN_BROKER is missing. Deploy with --env.");
  const accounts = readAccounts(bindings, upstream, "callers" in policy ? policy.callers : new Map());
  if ("faults" in policy || broker === undefined || faults.length > 0)
    throw new ConfigError([...faults, ...accountFaults(accounts)]);
  return { ...upstream, accounts, callers: policy.callers, burstLimits, quotas, broker };
}

/** Returns the faults of all accounts. */
export function accountFaults(accounts: Accounts): readonly string[] {
  return [...accounts.values()].flatMap((account) => ("faults" in account ? account.faults : []));
}

/** Reads the accounts that callers use: the default one, if the policy cannot be read. */
function readAccounts(bindings: Bindings, upstream: UpstreamConfig, callers: Callers): Accounts {
  const used = [...callers.values()].map(({ account = DEFAULT_ACCOUNT }) => account);
  const names = new Set(used.length === 0 ? [DEFAULT_ACCOUNT] : used.sort());
  return new Map([...names].map((name) => [name, readAccount(name)]));

  function readAccount(name: string): AccountResult {
    const faults: string[] = [];
    const account = parseAccountConfig(bindings, name, upstream, faults);
    return faults.length === 0 ? account : { faults };
  }
}

/** A burst limit without a binding would silently not apply. */
function unboundLimits(callers: Callers, limits: BurstLimits): readonly string[] {
  return [...callers.values()].flatMap(({ name, burst }) =>
    burst && !limits[burst] ? [`policy callers.${name}.burst has no rate-limit binding`] : [],
  );
}

/** Without the binding, a quota could not be counted. */
function uncountedQuotas(callers: Callers): readonly string[] {
  return [...callers.values()].flatMap(({ name, quota }) =>
    quota ? [`policy callers.${name}.quota requires the binding CALLER_QUOTA`] : [],
  );
}
