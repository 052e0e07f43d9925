import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { serve } from "@wakapay/sandbox/serve";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "../../src/relay/listen.ts";
import { runVerify } from "../run-verify.ts";
import { copyPacts, createFolder } from "../temporary-folder.ts";

const SECRET = "a-secret-canary";

describe("contracts:verify exits with", () => {
  test("0 if every interaction passes, and prints what was verified", async () => {
    const { code, output } = await runVerify([]);
    expect(output).toContain(
      "WakaPay's test environment: not verified, because no WAKAPAY_ variable is set\n",
    );
    expect(output).toMatch(/^the sandbox in workerd: \d+ interactions, \d+ passed, 0 failed, 1 not run$/m);
    expect(output).toMatch(/^the sandbox on Node\.js: (\d+) interactions, \1 passed, 0 failed, 0 not run$/m);
    expect(code).toBe(0);
  });

  test("1 if an interaction fails, and prints the consumer and the difference", async () => {
    const pacts = copyPacts((text) => text.replaceAll('"status": 401', '"status": 403'));
    const { code, output } = await runVerify(["--target", "node", "--pacts", pacts]);
    expect(code).toBe(1);
    expect(output).toContain("✗ auth-core: a token request with an unknown API key\n");
    expect(output).toContain("    status: expected 403, got 401\n");
  });

  test.each([
    ["an unknown target", ["--target", "staging"], "--target must be one of: node, workerd, environment"],
    ["an unknown option", ["--targets", "node"], "Unknown option `--targets`."],
    ["an environment without variables", ["--target", "environment"], "--target environment requires"],
  ])("2 for %s", async (_, argv, message) => {
    const { code, output } = await runVerify(argv);
    expect(code).toBe(2);
    expect(output).toContain(message);
  });

  test.each([
    ["http", { WAKAPAY_BASE_URL: "http://api.test.wakapay.io" }, "must use https."],
    ["no scheme", { WAKAPAY_BASE_URL: "api.test.wakapay.io" }, "must be an absolute URL."],
    ["a password", { WAKAPAY_BASE_URL: "https://me:canary@wakapay.test" }, "a user or password."],
    ["a user", { WAKAPAY_BASE_URL: "https://canary@wakapay.test" }, "a user or password."],
    ["a query", { WAKAPAY_BASE_URL: "https://wakapay.test/?canary" }, "a path, query, or fragment."],
    ["a fragment", { WAKAPAY_BASE_URL: "https://wakapay.test/#canary" }, "a path, query, or fragment."],
    ["a path", { WAKAPAY_BASE_URL: "https://wakapay.test/canary" }, "a path, query, or fragment."],
    ["white space after the secret", { WAKAPAY_API_SECRET: "canary\n" }, "start or end with white space."],
    ["white space before the key", { WAKAPAY_API_KEY: " canary" }, "start or end with white space."],
    ["no secret", { WAKAPAY_API_SECRET: "" }, "Missing: WAKAPAY_API_SECRET."],
  ])("2 for variables with %s, and does not print their values", async (_, variables, message) => {
    const { code, output } = await runVerify([], { ...environmentAt("https://wakapay.test"), ...variables });
    expect(code).toBe(2);
    expect(output).toContain(message);
    expect(output).not.toContain("canary");
  });

  test("3 if there is no pact", async () => {
    const empty = createFolder();
    const { code, output } = await runVerify(["--target", "node", "--pacts", empty]);
    expect(code).toBe(3);
    expect(output).toContain(`! ${empty} contains no pact.`);
  });
});

test("contracts:verify reports states that an environment lacks as not run", async () => {
  const credentials = { apiKey: "a-real-key-of-ours", apiSecret: SECRET };
  const environment = await serve({ credentials: [credentials], control: false });
  onTestFinished(() => environment.close());
  const { code, output } = await runVerify(["--target", "environment"], {
    ...environmentAt(environment.url),
    WAKAPAY_API_KEY: credentials.apiKey,
  });
  expect(output).toContain(
    "- edge-gateway: a balance request with an expired token, given an access token has expired: not run",
  );
  expect(output).toMatch(/: \d+ interactions, \d+ passed, 0 failed, 3 not run\n$/);
  expect(code).toBe(0);
});

test("contracts:verify writes the same results as JUnit XML and JSON", async () => {
  const folder = createFolder();
  const junit = join(folder, "junit.xml");
  const json = join(folder, "verification.json");
  const pacts = copyPacts((text) =>
    text.replaceAll('"error": "invalid credentials"', '"error": "a < b & c"'),
  );
  await runVerify(["--target", "node", "--pacts", pacts, "--junit", junit, "--json", json]);
  const xml = readFileSync(junit, "utf8");
  expect(xml).toMatch(
    /<testsuite name="the sandbox on Node\.js" tests="\d+" failures="3" errors="0" skipped="0">/,
  );
  expect(xml).toContain(
    "$.error: expected &quot;a &lt; b &amp; c&quot;, got &quot;invalid credentials&quot;",
  );
  const [verification] = JSON.parse(readFileSync(json, "utf8")).verifications;
  expect(verification.verdict).toBe("failed");
  expect(verification.results).toContainEqual({
    consumer: "auth-core",
    description: "a token request with an unknown API key",
    outcome: "failed",
    differences: [{ where: "$.error", expected: '"a < b & c"', actual: '"invalid credentials"' }],
  });
});

test("contracts:verify creates the folders of the reports", async () => {
  const folder = join(createFolder(), "a", "b");
  const { code } = await runVerify([
    "--target",
    "node",
    "--junit",
    join(folder, "j.xml"),
    "--json",
    join(folder, "v.json"),
  ]);
  expect(code).toBe(0);
  expect(readFileSync(join(folder, "j.xml"), "utf8")).toContain("</testsuites>");
  expect(JSON.parse(readFileSync(join(folder, "v.json"), "utf8")).verifications).toHaveLength(1);
});

test.each(["--junit", "--json"])(
  "contracts:verify rejects %s before the run if it is a folder",
  async (option) => {
    const { code, output } = await runVerify(["--target", "node", option, createFolder()]);
    expect(code).toBe(2);
    expect(output).toContain(`${option} must name a file that can be written (EISDIR).`);
    expect(output).not.toContain("interactions,");
  },
);

test("contracts:verify prints control characters of a provider as escapes", async () => {
  const environment = createServer((_, response) => {
    response.writeHead(400, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ code: 0, error: "\u001b[2J\u0000\u202e" }));
  });
  const { url, close } = await listen(environment);
  onTestFinished(close);
  const junit = join(createFolder(), "junit.xml");
  const argv = ["--target", "environment", "--pact-log", "info", "--junit", junit];
  const { output } = await runVerify(argv, environmentAt(url));
  expect(output).not.toMatch(/(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/u);
  expect(output).toContain("\\u{202e}");
  expect(readFileSync(junit, "utf8")).toContain("\\u{202e}");
});

test.each([
  ["a plain secret", "a-secret-canary"],
  ["a secret with quotes and backslashes", "canary\"canary\\canary'canary"],
])("contracts:verify shows no token and no secret at the log level trace: %s", async (_, apiSecret) => {
  const folder = createFolder();
  const environment = await serve({ credentials: [{ apiKey: "canary-key", apiSecret }] });
  onTestFinished(() => environment.close());
  const pacts = copyPacts((text) => text.replaceAll("^eyJ", "^no token starts like this"));
  const { output } = await runVerify(
    ["--target", "environment", "--pacts", pacts, "--pact-log", "trace", "--json", join(folder, "v.json")],
    { WAKAPAY_BASE_URL: environment.url, WAKAPAY_API_KEY: "canary-key", WAKAPAY_API_SECRET: apiSecret },
  );
  const everything = output + readFileSync(join(folder, "v.json"), "utf8");
  expect(everything).toContain("characters (redacted)");
  expect(everything).toContain("TRACE");
  expect(everything).not.toMatch(/eyJ[\w-]+\.eyJ/);
  expect(everything).not.toContain("canary");
});

function environmentAt(baseUrl: string): Record<string, string> {
  return { WAKAPAY_BASE_URL: baseUrl, WAKAPAY_API_KEY: "a-key", WAKAPAY_API_SECRET: SECRET };
}
