import type { Variables } from "@wakapay/command";
import type { Settings } from "../settings/read-settings.ts";
import type { CallContext } from "./call-context.ts";
import { type Check, type CheckName, skipped } from "./check.ts";
import { checkBalance } from "./check-balance.ts";
import { checkClock } from "./check-clock.ts";
import { checkConnection } from "./check-connection.ts";
import { checkName } from "./check-name.ts";
import { checkServer } from "./check-server.ts";
import { checkAddress, checkVariables } from "./check-settings.ts";
import { checkToken } from "./check-token.ts";
import { proxyFor } from "./proxy-for.ts";

/** What the checks need. */
export interface DoctorOptions {
  readonly settings: Settings;
  /** The variables of the process, which name proxies. */
  readonly variables: Variables;
  /** The `User-Agent`. */
  readonly agent: string;
  /** The time that each check has. */
  readonly timeoutMs: number;
  /** Whether a token may be requested, which can invalidate the token of a running service. */
  readonly mayRequestToken: boolean;
  readonly now: () => number;
}

/**
 * Makes all checks, one after the other. Skips those that an earlier fault makes meaningless. Sends
 * the credentials only to a server that responds as WakaPay does. Yields the checks of each step:
 * one check, or those that are skipped for one reason.
 */
export async function* runChecks(options: DoctorOptions): AsyncGenerator<readonly Check[], void> {
  const { settings, variables, agent, timeoutMs, now } = options;
  const { url, names, credentialFaults, isDefaultAddress } = settings;
  yield [checkVariables(settings)];
  yield [checkAddress(settings)];
  if (url === undefined) {
    yield skipAll(NETWORK_CHECKS, "The address is not valid.");
    return;
  }
  if (isDefaultAddress && credentialFaults.some(({ fault }) => fault === "missing_variable")) {
    yield skipAll(NETWORK_CHECKS, "Set the variables first.");
    return;
  }

  const proxy = proxyFor(url, variables);
  const variable = names.baseUrl;
  if (proxy?.isUsed) {
    yield skipAll(["dns", "connection"], `Requests go through the proxy of ${proxy.variable}.`);
  } else {
    const name = await checkName(url, isDefaultAddress ? undefined : variable);
    yield [name];
    if (name.status === "failed") {
      yield skipAll(NETWORK_CHECKS.slice(1), "The host has no address.");
      return;
    }
    const connection = await checkConnection(url, { variable, proxy, timeoutMs });
    yield [connection];
    if (connection.status === "failed") {
      yield skipAll(NETWORK_CHECKS.slice(2), "There is no connection.");
      return;
    }
  }

  const balance = new URL(`${url.href.replace(/\/+$/, "")}/business/balance?currency=USD`);
  const context: CallContext = { url: balance, variable, agent, proxy, timeoutMs, now };
  const server = await checkServer(context);
  yield [server.check];
  const isUnknown = server.check.status === "failed";
  yield [
    isUnknown && server.skewMs === undefined
      ? skipped("clock", "There is no response.")
      : checkClock(server.skewMs),
  ];

  const obstacle = obstacleToToken(options, isUnknown);
  if (obstacle !== undefined) {
    yield skipAll(["token", "balance"], obstacle);
    return;
  }
  const { check, token } = await checkToken(settings, timeoutMs);
  yield [check];
  yield [token === undefined ? skipped("balance", "There is no token.") : await checkBalance(token, context)];
}

/** The checks that need the network, in their order. */
const NETWORK_CHECKS: readonly CheckName[] = ["dns", "connection", "server", "clock", "token", "balance"];

/** Returns why no token may be requested, or `undefined`. */
function obstacleToToken(
  { settings, mayRequestToken }: DoctorOptions,
  isUnknown: boolean,
): string | undefined {
  if (!mayRequestToken) return "--no-token is set.";
  if (settings.credentialFaults.length > 0) return "A variable is missing or not valid.";
  if (settings.addressFaults.length > 0) return "The address does not belong to the profile.";
  return isUnknown ? "No secret is sent to a server that may not be WakaPay's." : undefined;
}

function skipAll(names: readonly CheckName[], reason: string): readonly Check[] {
  return names.map((name) => skipped(name, reason));
}
