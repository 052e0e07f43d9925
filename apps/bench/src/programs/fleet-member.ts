import { argv, exit, stdin, stdout } from "node:process";
import { createInterface } from "node:readline";
import { createTokenManager, type TokenStore } from "@wakapay/auth-core";
import { memoryStore } from "@wakapay/auth-core/layers";
import { redisStore } from "@wakapay/auth-core/redis";
import { createClient } from "redis";
import { createStubWorld } from "../measure/stub-world.ts";
import { CREDENTIALS } from "../peers/peer.ts";

/**
 * Some members of a fleet. Prints a line when it is ready. For each line that it receives, all
 * members request a token, and it prints the longest wait in milliseconds. The line is the API key,
 * so that each burst finds a store without a token.
 */
const [, , url = "", redisUrl = "", members = "1", deadlineMs = "30000"] = argv;
const local = { baseUrl: url, allowInsecureLoopback: true, deadlineMs: Number(deadlineMs) };

async function waitOf(apiKey: string, store: TokenStore | undefined): Promise<number> {
  const credentials = { ...CREDENTIALS, apiKey };
  const manager = createTokenManager({ ...local, ...credentials, ...(store !== undefined && { store }) });
  const startedAt = performance.now();
  await manager.getToken().catch(() => {});
  return performance.now() - startedAt;
}

// Compiles the code before it is measured.
await createTokenManager({
  baseUrl: "https://api.test.wakapay.io",
  ...CREDENTIALS,
  store: memoryStore(),
  fetch: createStubWorld().fetch,
}).getToken();
const clients = await Promise.all(
  Array.from({ length: redisUrl === "" ? 0 : Number(members) }, () =>
    createClient({ url: redisUrl }).connect(),
  ),
);
stdout.write("ready\n");
for await (const apiKey of createInterface({ input: stdin })) {
  const stores = clients.length === 0 ? [undefined] : clients.map((client) => redisStore(client));
  const waits = await Promise.all(stores.map((store) => waitOf(apiKey, store)));
  stdout.write(`${Math.max(...waits)}\n`);
}
exit();
