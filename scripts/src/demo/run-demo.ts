import { setTimeout as wait } from "node:timers/promises";
import { createTokenManager, isTokenError } from "@wakapay/auth-core";
import { createCredentials } from "../stack/credentials.ts";
import type { LocalStack } from "../stack/local-stack.ts";
import { sandboxControl } from "./sandbox-control.ts";

const PATH = "/business/balance?currency=USD";
/**
 * Slightly longer than the interval in which a token that replaced a rejected one is not renewed.
 */
const RENEWAL_INTERVAL_MS = 1_100;

/**
 * Shows on a running stack what the gateway and auth-core do for their callers.
 *
 * Compares each figure with the promised one, counting exchanges in the sandbox's journal. Throws
 * an `Error` at the first difference.
 */
export async function runDemo(stack: LocalStack, print: (line: string) => void): Promise<void> {
  const sandbox = sandboxControl(stack.sandboxUrl);

  function call(): Promise<Response> {
    return fetch(`${stack.gatewayUrl}${PATH}`, { headers: { Authorization: `Bearer ${stack.gatewayKey}` } });
  }

  async function callConcurrently(count: number): Promise<void> {
    const responses = await Promise.all(Array.from({ length: count }, call));
    await Promise.all(responses.map((response) => response.body?.cancel()));
    check("responses with status 200", responses.filter(({ ok }) => ok).length, count);
  }

  async function checkExchanges(expected: number): Promise<void> {
    check("token requests", await sandbox.exchanges(), expected);
  }

  function check(what: string, actual: unknown, expected: unknown): void {
    if (actual !== expected) throw new Error(`The demo failed: ${what}: ${actual} (expected ${expected}).`);
    print(`   ✓ ${what}: ${actual}`);
  }

  print("\n1. A first call through the gateway, with a gateway key");
  const first = await call();
  print(`   GET ${PATH}`);
  print(indented(await first.json()));
  check("status", first.status, 200);
  await checkExchanges(1);

  print("\n2. 100 concurrent calls");
  await callConcurrently(100);
  await checkExchanges(0);

  print("\n3. WakaPay revokes the token, then 20 concurrent calls");
  await sandbox.revoke();
  await callConcurrently(20);
  await checkExchanges(1);

  print("\n4. WakaPay's credentials change, but the gateway's do not");
  await sandbox.rotate(createCredentials());
  await sandbox.revoke();
  print("   Waiting 1 s, because a token that replaced a rejected one is not renewed sooner.");
  await wait(RENEWAL_INTERVAL_MS);
  const rejected = await call();
  const problem = await rejected.text();
  print("   A caller of the gateway sees:");
  print(indented(JSON.parse(problem)));
  check("status", rejected.status, 503);
  check("names the credentials", problem.includes("credentials_rejected"), true);
  const { apiKey, apiSecret } = stack.credentials;
  const manager = createTokenManager({
    baseUrl: stack.sandboxUrl,
    apiKey,
    apiSecret,
    allowInsecureLoopback: true,
  });
  const error: unknown = await manager.getToken().catch((reason: unknown) => reason);
  print("   A Node.js service with auth-core sees:");
  print(`     ${error}`);
  check("code", isTokenError(error) ? error.code : undefined, "credentials_rejected");
}

function indented(json: unknown): string {
  return JSON.stringify(json, undefined, 2).replace(/^/gm, "     ");
}
