import { setTimeout as wait } from "node:timers/promises";
import { createCredentials } from "../stack/credentials.ts";
import type { SandboxControl } from "./sandbox-control.ts";

/**
 * Slightly longer than the interval in which a token that replaced a rejected one is not renewed.
 */
const RENEWAL_INTERVAL_MS = 1_100;

const LONGEST_LINE = 90;

/** Calls the example service, and shows what it returns and how many token requests it made. */
export async function showService(
  serviceUrl: string,
  sandbox: SandboxControl,
  print: (line: string) => void,
): Promise<void> {
  async function call(path: string): Promise<void> {
    const response = await fetch(serviceUrl + path);
    const retryAfter = response.headers.get("retry-after");
    const hint = retryAfter === null ? "" : `, Retry-After: ${retryAfter}`;
    print(`   GET ${path} → ${response.status}${hint}`);
    print(`   ${shortened(await response.text())}`);
  }

  async function countExchanges(): Promise<void> {
    print(`   Token requests: ${await sandbox.exchanges()}`);
  }

  await sandbox.exchanges();
  print("\n1. The readiness probe acquires the token");
  await call("/readyz");
  await countExchanges();

  print("\n2. Two balances with the cached token");
  await call("/balances");
  await countExchanges();

  print("\n3. WakaPay revokes the token, then 20 concurrent calls");
  await sandbox.revoke();
  const responses = await Promise.all(Array.from({ length: 20 }, () => fetch(`${serviceUrl}/balances`)));
  const statuses = await Promise.all(responses.map(async (each) => (await each.text()) && each.status));
  print(`   20 × GET /balances → ${[...new Set(statuses)].join(", ")}`);
  await countExchanges();

  print("\n4. WakaPay's credentials change, but the service's do not");
  await sandbox.rotate(createCredentials());
  await sandbox.revoke();
  await wait(RENEWAL_INTERVAL_MS);
  await call("/balances");
  await countExchanges();
}

function shortened(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}
