import type { AccessToken } from "@wakapay/auth-core";
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
  readonly now: () => number;
}

/**
 * Makes all checks, one after the other. Skips those that an earlier fault makes meaningless. Sends
 * the credentials only to a server that responds as WakaPay does.
 */
export async function* runChecks(options: DoctorOptions): AsyncGenerator<Check, void> {
  const { settings, variables, agent, timeoutMs, now } = options;
  const { url, names, addressFaults, credentialFaults } = settings;
  yield checkVariables(settings);
  yield checkAddress(settings);
  if (url === undefined) {
    yield* skipAll(["dns", "connection", "server", "clock", "token", "balance"], "The address is not valid.");
    return;
  }

  const proxy = proxyFor(url, variables);
  const variable = names.baseUrl;
  let blocked: string | undefined;
  if (proxy?.isUsed) {
    yield* skipAll(["dns", "connection"], `Requests go through the proxy of ${proxy.variable}.`);
  } else {
    const name = await checkName(url, variable);
    yield name;
    if (name.status === "failed") blocked = "The host has no address.";
    const connection = blocked ?? (await checkConnection(url, { variable, proxy, timeoutMs }));
    yield typeof connection === "string" ? skipped("connection", connection) : connection;
    if (typeof connection !== "string" && connection.status === "failed") blocked = "There is no connection.";
  }
  if (blocked !== undefined) {
    yield* skipAll(["server", "clock", "token", "balance"], blocked);
    return;
  }

  const balance = new URL(`${url.href.replace(/\/+$/, "")}/business/balance?currency=USD`);
  const context: CallContext = { url: balance, variable, agent, proxy, timeoutMs, now };
  const server = await checkServer(context);
  yield server.check;
  const isUnknown = server.check.status === "failed";
  yield isUnknown && server.skewMs === undefined
    ? skipped("clock", "There is no response.")
    : checkClock(server.skewMs);

  let token: AccessToken | undefined;
  if (credentialFaults.length > 0) yield skipped("token", "A variable is missing or not valid.");
  else if (addressFaults.length > 0) yield skipped("token", "The address does not belong to the profile.");
  else if (isUnknown) yield skipped("token", "No secret is sent to a server that may not be WakaPay's.");
  else {
    const exchanged = await checkToken(settings, timeoutMs);
    token = exchanged.token;
    yield exchanged.check;
  }
  yield token === undefined ? skipped("balance", "There is no token.") : await checkBalance(token, context);
}

function* skipAll(names: readonly CheckName[], reason: string): Generator<Check, void> {
  for (const name of names) yield skipped(name, reason);
}
