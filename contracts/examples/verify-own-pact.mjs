// Verifies the pacts of your service against the WakaPay sandbox:
//
//   node verify-own-pact.mjs [folder]
//
// The default folder is "pacts". The script exits with 0 if every interaction ran and passed, and
// with 1 otherwise. It needs Node.js 22 or later, @wakapay/sandbox, and @pact-foundation/pact-core.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { Verifier } from "@pact-foundation/pact-core";
import { serve } from "@wakapay/sandbox/serve";

/** The name of the provider in your pacts. */
const PROVIDER = "wakapay-api";

const credentials = { apiKey: "key-for-this-run", apiSecret: "secret-for-this-run" };
const sandbox = await serve({ credentials: [credentials] });

/**
 * The provider states that your pacts name. The values that a function returns replace the values
 * that your pacts inject by these names.
 *
 * @type {Record<string, () => Promise<object>>}
 */
const states = {
  "the credentials are valid": async () => credentials,
  "an access token is valid": async () => ({ ...credentials, accessToken: await getToken() }),
  "an access token has been revoked": async () => {
    const accessToken = await getToken();
    sandbox.revoke(accessToken);
    return { ...credentials, accessToken };
  },
};

async function getToken() {
  const response = await sandbox.fetch(`${sandbox.url}/business/auth`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(credentials),
  });
  return JSON.parse(await response.text()).accessToken;
}

/** @param {string} file */
function readPact(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")) ?? {};
  } catch {
    return {};
  }
}

/** Reasons why the pacts are not verified. An empty list means success. @type {string[]} */
const problems = [];

// Pact's verifier calls this server before each interaction.
const stateServer = createServer(async (request, response) => {
  const { state, action } = JSON.parse(Buffer.concat(await request.toArray()).toString());
  const isSetup = action === "setup" && state !== "";
  if (isSetup && !states[state]) problems.push(`Unknown provider state "${state}". Add it to "states".`);
  const values = isSetup ? await states[state]?.() : {};
  // After a 409, Pact fails the interaction at once. After a 500, it would retry for two minutes.
  response.writeHead(values ? 200 : 409, { "Content-Type": "application/json" });
  response.end(JSON.stringify(values ?? {}));
});
await new Promise((resolve) => stateServer.listen(0, "127.0.0.1", () => resolve(undefined)));
const address = stateServer.address();
const port = typeof address === "object" ? address?.port : undefined;

const folder = process.argv[2] ?? "pacts";
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
const files = names.map((name) => join(folder, name));
const pacts = files.map(readPact);
if (files.length === 0) problems.push(`The folder "${folder}" contains no pact.`);
pacts.forEach(({ provider }, index) => {
  if (provider?.name === PROVIDER) return;
  problems.push(
    provider?.name === undefined
      ? `${files[index]} is not a pact.`
      : `${files[index]} must name the provider "${PROVIDER}" (got "${provider.name}").`,
  );
});
const interactions = pacts.flatMap((pact) => pact.interactions ?? []);

if (problems.length === 0) {
  // Pact must not send these requests through a proxy, and it must not report its use.
  process.env["NO_PROXY"] = process.env["no_proxy"] = "127.0.0.1";
  process.env["PACT_DO_NOT_TRACK"] = "true";
  const verifier = new Verifier({
    provider: PROVIDER,
    providerBaseUrl: sandbox.url,
    providerStatesSetupUrl: `http://127.0.0.1:${port}`,
    pactUrls: files,
    logLevel: "error",
  });
  const report = await verifier.verify().catch((error) => error.message);
  /** @type {{ consumer: string, description: string, result: string }[]} */
  const results = report.startsWith("{") ? JSON.parse(report).interactionResults : [];
  for (const { consumer, description, result } of results) {
    if (result !== "OK") problems.push(`${consumer}: "${description}" failed. Pact's output says why.`);
  }
  // Pact also reports success if a filter, such as PACT_DESCRIPTION, leaves out every interaction.
  if (interactions.length === 0 || results.length !== interactions.length) {
    problems.push(`Only ${results.length} of ${interactions.length} interactions ran.`);
  }
}

stateServer.close();
await sandbox.close();
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length === 0) process.stdout.write(`${interactions.length} interactions passed.\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
