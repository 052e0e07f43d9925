import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, onTestFinished, test } from "vitest";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";
import { listen } from "../../src/relay/listen.ts";
import { createFolder } from "../temporary-folder.ts";

// Runs the commands of the documents as they are written. Only addresses, credentials, and the
// folders of reports are replaced.

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const AUTH_CORE = readFileSync(join(COMMITTED_PACTS, "auth-core-wakapay-api.json"), "utf8");

describe("docs/verify-your-own-pact.md", () => {
  test("works as written in the folder of a new service", async () => {
    const [inClone = "", install = "", verify = ""] = readCommands("docs/verify-your-own-pact.md");
    const home = createFolder();
    const service = createFolder();
    writeFileSync(join(service, "package.json"), JSON.stringify({ name: "shop", type: "commonjs" }));
    mkdirSync(join(service, "pacts"));
    const pact = AUTH_CORE.replace('"name": "auth-core"', '"name": "shop"');
    writeFileSync(join(service, "pacts", "shop-wakapay-api.json"), pact);
    const variables = { HOME: home, npm_config_cache: join(homedir(), ".npm") };

    expect(await run(inClone, { variables })).toMatchObject({ code: 0 });
    expect(await run(install, { cwd: service, variables })).toMatchObject({ code: 0 });
    const { code, output } = await run(verify, { cwd: service, variables });
    expect(output).toContain("2 interactions passed.");
    expect(code).toBe(0);
  });
});

describe("docs/pact-broker.md", () => {
  const [publish = "", verifyFetched = "", writeReport = ""] = readCommands("docs/pact-broker.md");

  test("publishes every committed pact", async () => {
    const published: string[] = [];
    const broker = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      const url = `http://${request.headers.host}`;
      if (request.method === "POST") {
        expect(request.headers.authorization).toBe("Bearer your_broker_token");
        const { contracts } = JSON.parse(body);
        published.push(...contracts.map(({ consumerName }: { consumerName: string }) => consumerName));
      }
      response.writeHead(200, { "Content-Type": "application/hal+json" });
      const links = { "pb:publish-contracts": { href: `${url}/contracts/publish` } };
      response.end(JSON.stringify({ _links: links, _embedded: {}, notices: [] }));
    });
    const { url, close } = await listen(broker);
    onTestFinished(close);
    const { code, output } = await run(publish.replace("https://broker.example.com", url));
    expect(code, output).toBe(0);
    expect(published.sort()).toEqual(["auth-core", "edge-gateway", "wakapay-documentation"]);
  });

  test.each([
    ["0 for pacts that pass", AUTH_CORE, 0],
    ["1 for an unknown provider state", AUTH_CORE.replace("the credentials are valid", "unknown"), 1],
    ["3 for another provider", AUTH_CORE.replace('"name": "wakapay-api"', '"name": "another"'), 3],
  ])("verifies downloaded pacts and exits with %s", async (_, pact, expected) => {
    const fetched = createFolder();
    writeFileSync(join(fetched, "shop.json"), pact);
    const { code, output } = await run(verifyFetched.replace("--pacts fetched", `--pacts ${fetched}`));
    expect(code, output).toBe(expected);
  });

  test("writes a report with verdicts and outcomes", async () => {
    const fetched = createFolder();
    const report = join(createFolder(), "verification.json");
    writeFileSync(join(fetched, "shop.json"), AUTH_CORE);
    const command = writeReport.replace("--pacts fetched", `--pacts ${fetched}`);
    expect(await run(command.replace("verification.json", report))).toMatchObject({ code: 0 });
    const [verification] = JSON.parse(readFileSync(report, "utf8")).verifications;
    expect(verification).toMatchObject({ verdict: "passed", results: [{ outcome: "passed" }, {}] });
  });
});

describe("contracts/README.md", () => {
  const [verify = "", verifyEnvironment = "", writeReports = "", , accept = ""] =
    readCommands("contracts/README.md");

  test("verifies the sandbox", async () => {
    const { code, output } = await run(verify);
    expect(code, output).toBe(0);
    expect(output).toContain("the sandbox in workerd: ");
  });

  test("verifies the test environment", async () => {
    const environment = await serve({
      credentials: [{ apiKey: "your_api_key", apiSecret: "your_api_secret" }],
    });
    onTestFinished(() => environment.close());
    const command = verifyEnvironment.replace("https://api.test.wakapay.io", environment.url);
    const { code, output } = await run(command);
    expect(output).toContain(`the environment at ${environment.url}: `);
    expect(code, output).toBe(0);
  });

  test("writes reports in a pipeline", async () => {
    const reports = join(createFolder(), "reports");
    const { code, output } = await run(writeReports.replaceAll("reports/", `${reports}/`));
    expect(code, output).toBe(0);
    expect(existsSync(join(reports, "contracts.xml"))).toBe(true);
    expect(existsSync(join(reports, "contracts.json"))).toBe(true);
  });

  test("accepts what the consumer tests write", async () => {
    const { code, output } = await run(accept);
    expect(code, output).toBe(0);
    expect(output).toContain("Accepted contracts/pacts/auth-core-wakapay-api.json");
  });
});

/** Returns the `sh` blocks of a document. */
function readCommands(document: string): string[] {
  const text = readFileSync(join(REPOSITORY, document), "utf8");
  return [...text.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, block = ""]) => block);
}

interface RunOptions {
  readonly cwd?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs commands with the pnpm that runs these tests in place of `npx -y pnpm@12`. */
function run(
  commands: string,
  { cwd = REPOSITORY, variables = {} }: RunOptions = {},
): Promise<{ code: number | null; output: string }> {
  const pnpm = `npx() { if [ "$2" = pnpm@12 ]; then shift 2; "$npm_execpath" "$@"; else command npx "$@"; fi; }`;
  return new Promise((resolve) => {
    const env = { ...process.env, ...variables };
    const child = execFile("bash", ["-e", "-c", `${pnpm}\n${commands}`], { cwd, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}
