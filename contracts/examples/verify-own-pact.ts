// Verifies the pacts of your own service with WakaPay, in a folder, against the sandbox.
// node verify-own-pact.ts <folder>: exits with 0 where every interaction ran and held.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Verifier } from "@pact-foundation/pact-core";
import { serve } from "@wakapay/sandbox/serve";

const folder = process.argv[2] ?? "pacts";
const pacts = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => join(folder, name));
const committed = pacts.flatMap((file) => JSON.parse(readFileSync(file, "utf8")).interactions).length;

const credentials = { apiKey: "key-of-this-run", apiSecret: "secret-of-this-run" };
const sandbox = await serve({ credentials: [credentials] });

// The states that your pacts name. What a function gives replaces the values that your pacts inject by that name.
const states: Record<string, () => Promise<object>> = {
  "": async () => ({}),
  "the credentials are valid": async () => credentials,
  "an access token has been revoked": async () => {
    const body = JSON.stringify(credentials);
    const headers = { "Content-Type": "application/json" };
    const answer = await sandbox.fetch(`${sandbox.url}/business/auth`, { method: "POST", headers, body });
    const { accessToken }: { accessToken: string } = JSON.parse(await answer.text());
    sandbox.revoke(accessToken);
    return { accessToken };
  },
};

const stateServer = createServer(async (request, response) => {
  const { state, action } = JSON.parse(Buffer.concat(await request.toArray()).toString());
  const enter = action === "setup" ? states[state] : states[""];
  // 409 fails the interaction at once. Pact would try again for two minutes after a 500.
  response.writeHead(enter ? 200 : 409, { "Content-Type": "application/json" });
  response.end(JSON.stringify(enter ? await enter() : {}));
}).listen(0, "127.0.0.1", verify);

async function verify(): Promise<void> {
  const address = stateServer.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const verifier = new Verifier({
    providerBaseUrl: sandbox.url,
    providerStatesSetupUrl: `http://127.0.0.1:${port}`,
    pactUrls: pacts,
    logLevel: "error",
  });
  try {
    const { interactionResults } = JSON.parse(await verifier.verify());
    // Green is not enough: a filter, or no pact at all, is green too.
    if (committed === 0 || interactionResults.length !== committed) {
      throw new Error(`${interactionResults.length} of ${committed} interactions ran.`);
    }
    process.stdout.write(`${committed} interactions passed.\n`);
  } catch {
    process.exitCode = 1;
  } finally {
    stateServer.close();
    await sandbox.close();
  }
}
