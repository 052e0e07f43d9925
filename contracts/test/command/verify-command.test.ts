import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@wakapay/sandbox/serve";
import { expect, onTestFinished, test } from "vitest";
import { verifyCommand } from "../../src/command/verify-command.ts";
import { COMMITTED } from "../../src/directories.ts";

const SECRET = "a-canary-that-nobody-may-read";

test("where every interaction holds, the exit code is 0, and what was and was not verified is printed", async () => {
  const { code, printed } = await command([]);
  expect(printed).toContain("WakaPay's test environment: not verified, no WAKAPAY_ variable is set\n");
  expect(printed).toMatch(/^the sandbox in workerd: \d+ interactions, \d+ held, 0 failed, 1 not run$/m);
  expect(printed).toMatch(/^the sandbox on Node\.js: (\d+) interactions, \1 held, 0 failed, 0 not run$/m);
  expect(code).toBe(0);
});

test("where an interaction does not hold, the exit code is 1, and who expected what and what came is printed", async () => {
  const pacts = changedPacts((text) => text.replaceAll('"status": 401', '"status": 403'));
  const { code, printed } = await command(["--target", "node", "--pacts", pacts]);
  expect(code).toBe(1);
  expect(printed).toContain("✗ auth-core: an exchange with a key that nobody has\n");
  expect(printed).toContain("    status: expected 403, came 401\n");
});

test("where nothing is there to be verified, the exit code is 3", async () => {
  const empty = temporaryFolder();
  const { code, printed } = await command(["--target", "node", "--pacts", empty]);
  expect(code).toBe(3);
  expect(printed).toContain(`! There is no pact in ${empty}.`);
});

test.each([
  [["--target", "staging"], {}, "--target is one of"],
  [["--targets", "node"], {}, "Unknown option '--targets'"],
  [["--target", "environment"], {}, "--target environment needs its three variables."],
  [[], environmentAt("http://api.test.wakapay.io"), "WAKAPAY_BASE_URL is not https:."],
  [[], environmentAt("api.test.wakapay.io"), "WAKAPAY_BASE_URL is not a URL."],
  [[], { WAKAPAY_BASE_URL: "https://api.test.wakapay.io" }, "Not set: WAKAPAY_API_KEY, WAKAPAY_API_SECRET."],
])(
  "a command that cannot be followed verifies nothing and exits with 2: %j %j",
  async (argv, variables, said) => {
    const { code, printed } = await command(argv, variables);
    expect(code).toBe(2);
    expect(printed).toContain(said);
  },
);

test("an environment with real credentials is verified by the same pacts, and what it cannot be brought into is not run", async () => {
  const credentials = { apiKey: "a-real-key-of-ours", apiSecret: SECRET };
  const environment = await serve({ credentials: [credentials], control: false });
  onTestFinished(() => environment.close());
  const { code, printed } = await command(["--target", "environment"], {
    ...environmentAt(environment.url),
    WAKAPAY_API_KEY: credentials.apiKey,
  });
  expect(printed).toContain(
    "- edge-gateway: a balance with an expired token, given that an access token has expired: not run",
  );
  expect(printed).toMatch(/: \d+ interactions, \d+ held, 0 failed, 3 not run\n$/);
  expect(code).toBe(0);
});

test("the reports say the same for machines: JUnit and JSON", async () => {
  const folder = temporaryFolder();
  const junit = join(folder, "junit.xml");
  const json = join(folder, "verification.json");
  const pacts = changedPacts((text) =>
    text.replaceAll('"error": "invalid credentials"', '"error": "a < b & c"'),
  );
  await command(["--target", "node", "--pacts", pacts, "--junit", junit, "--json", json]);
  const xml = readFileSync(junit, "utf8");
  expect(xml).toMatch(
    /<testsuite name="the sandbox on Node\.js" tests="\d+" failures="3" errors="0" skipped="0">/,
  );
  expect(xml).toContain(
    "$.error: expected &quot;a &lt; b &amp; c&quot;, came &quot;invalid credentials&quot;",
  );
  const [verification] = JSON.parse(readFileSync(json, "utf8")).verifications;
  expect(verification.verdict).toBe("failed");
  expect(verification.results).toContainEqual({
    consumer: "auth-core",
    description: "an exchange with a key that nobody has",
    outcome: "failed",
    differences: [{ where: "$.error", expected: '"a < b & c"', came: '"invalid credentials"' }],
  });
});

test("no secret and no token is printed or reported, at Pact's most talkative", async () => {
  const folder = temporaryFolder();
  const environment = await serve({ credentials: [{ apiKey: "canary-key", apiSecret: SECRET }] });
  onTestFinished(() => environment.close());
  const pacts = changedPacts((text) => text.replaceAll("^eyJ", "^no token begins so"));
  const { printed } = await command(
    ["--target", "environment", "--pacts", pacts, "--pact-log", "trace", "--json", join(folder, "v.json")],
    { ...environmentAt(environment.url), WAKAPAY_API_KEY: "canary-key" },
  );
  const everything = printed + readFileSync(join(folder, "v.json"), "utf8");
  expect(everything).toContain("characters, withheld");
  expect(everything).toContain("TRACE");
  expect(everything).not.toMatch(/eyJ[\w-]+\.eyJ/);
  expect(everything).not.toContain(SECRET);
  expect(everything).not.toContain("canary-key");
});

function environmentAt(baseUrl: string): Record<string, string> {
  return { WAKAPAY_BASE_URL: baseUrl, WAKAPAY_API_KEY: "a-key", WAKAPAY_API_SECRET: SECRET };
}

async function command(argv: readonly string[], variables: Record<string, string> = {}) {
  let printed = "";
  const print = (text: string) => {
    printed += text;
  };
  return { code: await verifyCommand({ argv, variables, print }), printed };
}

function changedPacts(change: (text: string) => string): string {
  const folder = temporaryFolder();
  cpSync(COMMITTED, folder, { recursive: true });
  for (const consumer of ["auth-core", "edge-gateway", "wakapay-documentation"]) {
    const file = join(folder, `${consumer}-wakapay-api.json`);
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }
  return folder;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wakapay-command-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
