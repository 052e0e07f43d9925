import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";
import { CREDENTIALS_VALID } from "../../src/pact/provider.ts";
import { listen } from "../../src/relay/listen.ts";
import { startSandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import type { Target } from "../../src/verify/target.ts";
import { getVerdict } from "../../src/verify/verification.ts";
import { verify } from "../../src/verify/verify.ts";
import { createFolder } from "../temporary-folder.ts";

// Every known way in which a run of Pact succeeds without proving anything. None of them may pass
// here.

const AUTH_CORE = "auth-core-wakapay-api.json";
let sandbox: Target;
beforeAll(async () => {
  sandbox = await startSandboxOnNode();
});
afterAll(() => sandbox.close());

describe("a filter", () => {
  test("that matches nothing is inconclusive", async () => {
    setFilter("a description that no interaction has");
    const verification = await verify(COMMITTED_PACTS, sandbox);
    expect(getVerdict(verification)).toBe("inconclusive");
    expect(verification.problems).toContain("No interaction ran.");
  });

  test("that matches one interaction does not count for the others", async () => {
    setFilter("a token request with a form");
    const { results, problems } = await verify(COMMITTED_PACTS, sandbox);
    expect(results.filter(({ outcome }) => outcome === "passed")).toHaveLength(1);
    expect(problems).toHaveLength(results.length - 1);
  });

  function setFilter(description: string): void {
    vi.stubEnv("PACT_DESCRIPTION", description);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
  }
});

describe("a folder", () => {
  test.each([
    ["that is empty", ""],
    ["that does not exist", "nowhere"],
  ])("%s is inconclusive", async (_, name) => {
    const verification = await verify(join(createFolder(), name), sandbox);
    expect(getVerdict(verification)).toBe("inconclusive");
    expect(verification.problems[0]).toContain("contains no pact.");
  });

  test("with a file that is not a pact is inconclusive, and the other pacts run", async () => {
    const pacts = copyAuthCorePact((pact) => pact);
    writeFileSync(join(pacts, "notes.json"), "{");
    const verification = await verify(pacts, sandbox);
    expect(verification.problems).toEqual(["notes.json is not a pact."]);
    expect(verification.results.map(({ outcome }) => outcome)).toEqual(["passed", "passed"]);
  });
});

describe("a pact", () => {
  test("with another provider is inconclusive", async () => {
    const pacts = copyAuthCorePact((pact) => ({ ...pact, provider: { name: "wakapay-payments-api" } }));
    const verification = await verify(pacts, sandbox);
    expect(getVerdict(verification)).toBe("inconclusive");
    expect(verification.problems[0]).toContain(
      'must name the provider "wakapay-api" (got "wakapay-payments-api")',
    );
  });

  test("without interactions is inconclusive", async () => {
    const pacts = copyAuthCorePact((pact) => ({ ...pact, interactions: [] }));
    const verification = await verify(pacts, sandbox);
    expect(getVerdict(verification)).toBe("inconclusive");
    expect(verification.problems).toContain("The pact of auth-core has no interactions.");
  });

  test("with two interactions of the same description is inconclusive", async () => {
    const pacts = copyAuthCorePact((pact) => ({
      ...pact,
      interactions: [...pact.interactions, ...pact.interactions],
    }));
    const { problems } = await verify(pacts, sandbox);
    expect(problems[0]).toMatch(/^The pact of auth-core has two interactions named "/);
  });

  test("with pending interactions is inconclusive", async () => {
    const pacts = copyAuthCorePact(withEachInteraction({ pending: true }));
    expect(getVerdict(await verify(pacts, sandbox))).toBe("inconclusive");
  });
});

describe("a provider state", () => {
  test("whose handler throws fails the interaction and reports the reason", async () => {
    const broken = () => Promise.reject(new Error("the database is down"));
    const states = { ...sandbox.states, [CREDENTIALS_VALID]: broken };
    const pacts = copyAuthCorePact((pact) => pact);
    const verification = await verify(pacts, { ...sandbox, states });
    expect(getVerdict(verification)).toBe("failed");
    const failed = verification.results.find(({ outcome }) => outcome === "failed");
    expect(failed?.providerState).toBe(CREDENTIALS_VALID);
    expect(failed?.differences[0]?.actual).toBe("the database is down");
  });

  test("that is unknown fails the interaction and is reported by name", async () => {
    const pacts = copyAuthCorePact(withEachInteraction({ providerStates: [{ name: "the moon is full" }] }));
    const verification = await verify(pacts, sandbox);
    expect(verification.problems[0]).toContain('needs the unknown provider state "the moon is full"');
    expect(getVerdict(verification)).toBe("failed");
  });

  test("that the target lacks is not run, and inconclusive if nothing else runs", async () => {
    const pacts = copyAuthCorePact(withEachInteraction({ providerStates: [{ name: CREDENTIALS_VALID }] }));
    const verification = await verify(pacts, { ...sandbox, states: {} });
    expect(new Set(verification.results.map(({ outcome }) => outcome))).toEqual(new Set(["unsupported"]));
    expect(getVerdict(verification)).toBe("inconclusive");
  });
});

describe("a provider", () => {
  test("that does not listen fails every interaction and reports the reason", async () => {
    const { results } = await verify(COMMITTED_PACTS, { ...sandbox, baseUrl: "http://127.0.0.1:9" });
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
    expect(results[0]?.differences).toEqual([
      { where: "connection", expected: "a response", actual: "ECONNREFUSED" },
    ]);
  });

  test.each([
    ["never responds", () => {}],
    ["never ends a response", (response: ServerResponse) => response.writeHead(200).flushHeaders()],
  ])("that %s fails every interaction after the timeout", async (_, respond) => {
    const { url, close } = await listen(createServer((_request, response) => respond(response)));
    onTestFinished(close);
    const pacts = copyAuthCorePact((pact) => pact);
    const target = { ...sandbox, baseUrl: url };
    const verification = await verify(pacts, target, { responseTimeoutMs: 100 });
    expect(verification.problems).toEqual([]);
    expect(new Set(verification.results.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
    const [difference] = verification.results[0]?.differences ?? [];
    expect(difference?.actual).toBe("no complete response within 0.1 s");
  });

  test("that sends an endless response fails every interaction", async () => {
    const endless = createServer((_, response) => {
      const send = (): void => {
        while (response.writable && response.write("a".repeat(65_536)));
      };
      response.on("drain", send);
      send();
    });
    const { url, close } = await listen(endless);
    onTestFinished(close);
    const { results } = await verify(COMMITTED_PACTS, { ...sandbox, baseUrl: url });
    expect(results[0]?.differences[0]?.actual).toBe("a response body over 1 MiB");
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
  });
});

interface PactFile {
  readonly interactions: readonly object[];
}

/** Creates a folder that contains only auth-core's pact, changed. */
function copyAuthCorePact(change: (pact: PactFile) => object): string {
  const folder = createFolder();
  const file = join(folder, AUTH_CORE);
  cpSync(join(COMMITTED_PACTS, AUTH_CORE), file);
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, "utf8")))));
  return folder;
}

function withEachInteraction(members: object): (pact: PactFile) => object {
  return (pact) => ({
    ...pact,
    interactions: pact.interactions.map((interaction) => ({ ...interaction, ...members })),
  });
}
