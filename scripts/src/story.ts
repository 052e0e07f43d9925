import { setTimeout as wait } from "node:timers/promises";
import { createTokenManager, isTokenError } from "@wakapay/auth-core";
import { freshCredentials } from "./credentials.ts";
import type { LocalStack } from "./local-stack.ts";
import { sandboxControl } from "./sandbox-control.ts";

const PATH = "/business/balance?currency=USD";
/** A little more than the core's shortest time between two renewals that were forced by refusals. */
const RENEWAL_INTERVAL_MS = 5_100;

/**
 * Tells what the gateway and the core do for their callers, on a running stack.
 *
 * Each figure comes from the answers and from the sandbox's journal and is held against the promised one: rejects at
 * the first that differs.
 */
export async function story(stack: LocalStack, say: (line: string) => void): Promise<void> {
  const sandbox = sandboxControl(stack.sandboxUrl);

  function call(): Promise<Response> {
    return fetch(`${stack.gatewayUrl}${PATH}`, { headers: { Authorization: `Bearer ${stack.gatewayKey}` } });
  }

  async function callAtOnce(count: number): Promise<void> {
    const responses = await Promise.all(Array.from({ length: count }, call));
    await Promise.all(responses.map((response) => response.body?.cancel()));
    check("answered 200", responses.filter(({ ok }) => ok).length, count);
  }

  async function exchanged(promised: number): Promise<void> {
    check("exchanges at the API", await sandbox.exchanges(), promised);
  }

  function check(what: string, figure: unknown, promised: unknown): void {
    if (figure !== promised)
      throw new Error(`The story does not hold: ${what}: ${figure}, where ${promised} was promised.`);
    say(`   ✓ ${what}: ${figure}`);
  }

  say("\n1. A first call, through the gateway, with a gateway key");
  const first = await call();
  say(`   GET ${PATH}`);
  say(indented(await first.json()));
  check("status", first.status, 200);
  await exchanged(1);

  say("\n2. A hundred more, at once");
  await callAtOnce(100);
  await exchanged(0);

  say("\n3. WakaPay revokes the token; twenty calls, at once");
  await sandbox.revoke();
  await callAtOnce(20);
  await exchanged(1);

  say("\n4. Wrong credentials: WakaPay's have changed, ours have not");
  await sandbox.rotate(freshCredentials());
  await sandbox.revoke();
  say("   A token that has just replaced a refused one is not renewed again for 5 s: waiting.");
  await wait(RENEWAL_INTERVAL_MS);
  const refused = await call();
  const problem = await refused.text();
  say("   What a caller of the gateway sees:");
  say(indented(JSON.parse(problem)));
  check("status", refused.status, 503);
  check("names the credentials", problem.includes("credentials_rejected"), true);
  const { apiKey, apiSecret } = stack.credentials;
  const manager = createTokenManager({
    baseUrl: stack.sandboxUrl,
    apiKey,
    apiSecret,
    allowInsecureLoopback: true,
  });
  const error: unknown = await manager.getToken().catch((reason: unknown) => reason);
  say("   What a Node service with auth-core sees:");
  say(`     ${error}`);
  check("code", isTokenError(error) ? error.code : undefined, "credentials_rejected");
}

function indented(json: unknown): string {
  return JSON.stringify(json, undefined, 2).replace(/^/gm, "     ");
}
