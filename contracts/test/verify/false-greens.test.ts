import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { COMMITTED } from "../../src/directories.ts";
import { CREDENTIALS_KNOWN } from "../../src/states.ts";
import { sandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import type { Target } from "../../src/verify/target.ts";
import { verdict } from "../../src/verify/verdict.ts";
import { verify } from "../../src/verify/verify.ts";

// Every known way in which a run of Pact is green and proves nothing. None of these may hold.

const AUTH_CORE = "auth-core-wakapay-api.json";
let sandbox: Target;
beforeAll(async () => {
  sandbox = await sandboxOnNode();
});
afterAll(() => sandbox.close());

test("a filter that matches nothing is no pass: what is committed did not run", async () => {
  vi.stubEnv("PACT_DESCRIPTION", "a description that no interaction has");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const verification = await verify(COMMITTED, sandbox);
  expect(verdict(verification)).toBe("void");
  expect(verification.refusals).toContain("Nothing ran.");
});

test("a filter that matches one interaction is no pass for the others", async () => {
  vi.stubEnv("PACT_DESCRIPTION", "an exchange as a form");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { results, refusals } = await verify(COMMITTED, sandbox);
  expect(results.filter(({ outcome }) => outcome === "held")).toHaveLength(1);
  expect(refusals).toHaveLength(results.length - 1);
});

test("a pact with a provider of another name is refused", async () => {
  const pacts = folder((pact) => ({ ...pact, provider: { name: "wakapay-payments-api" } }));
  const verification = await verify(pacts, sandbox);
  expect(verdict(verification)).toBe("void");
  expect(verification.refusals[0]).toContain("is with wakapay-payments-api, not with wakapay-api");
});

test.each([
  ["an empty folder", "", "There is no pact in"],
  ["a folder that does not exist", "nowhere", "There is no pact in"],
])("%s is refused", async (_, name, refusal) => {
  const empty = mkdtempSync(join(tmpdir(), "wakapay-empty-"));
  onTestFinished(() => rmSync(empty, { recursive: true }));
  const verification = await verify(join(empty, name), sandbox);
  expect(verdict(verification)).toBe("void");
  expect(verification.refusals[0]).toContain(refusal);
});

test("a pact without interactions is refused", async () => {
  const verification = await verify(
    folder((pact) => ({ ...pact, interactions: [] })),
    sandbox,
  );
  expect(verdict(verification)).toBe("void");
  expect(verification.refusals).toContain("The pact of auth-core has no interaction.");
});

test("a file that is no pact is refused, and the others are verified all the same", async () => {
  const pacts = folder((pact) => pact);
  writeFileSync(join(pacts, "notes.json"), "{");
  const verification = await verify(pacts, sandbox);
  expect(verification.refusals).toEqual(["notes.json is not a pact."]);
  expect(verification.results.map(({ outcome }) => outcome)).toEqual(["held", "held"]);
});

test("a state handler that throws fails its interaction, at once and by name", async () => {
  const states = {
    ...sandbox.states,
    [CREDENTIALS_KNOWN]: () => Promise.reject(new Error("the database is down")),
  };
  const verification = await verify(
    folder((pact) => pact),
    { ...sandbox, states },
  );
  expect(verdict(verification)).toBe("failed");
  expect(verification.results).toContainEqual(
    expect.objectContaining({ outcome: "failed", given: CREDENTIALS_KNOWN }),
  );
});

test("a state that is not known is refused by name", async () => {
  const pacts = folder((pact) => ({
    ...pact,
    interactions: pact.interactions.map(given("the moon is full")),
  }));
  const { refusals } = await verify(pacts, sandbox);
  expect(refusals[0]).toContain("needs the state «the moon is full», which is not known");
});

test("a known state that the target cannot be brought into is not run, and where nothing else is left, that is no pass", async () => {
  const pacts = folder((pact) => ({
    ...pact,
    interactions: pact.interactions.map(given(CREDENTIALS_KNOWN)),
  }));
  const verification = await verify(pacts, { ...sandbox, states: {} });
  expect(new Set(verification.results.map(({ outcome }) => outcome))).toEqual(new Set(["not run"]));
  expect(verdict(verification)).toBe("void");
});

test("two interactions of one description are refused", async () => {
  const pacts = folder((pact) => ({ ...pact, interactions: [...pact.interactions, ...pact.interactions] }));
  const { refusals } = await verify(pacts, sandbox);
  expect(refusals[0]).toMatch(/^The pact of auth-core has two interactions «/);
});

test("an interaction that is pending is refused: it would pass while it fails", async () => {
  const pacts = folder((pact) => ({
    ...pact,
    interactions: pact.interactions.map((interaction) => ({ ...interaction, pending: true })),
  }));
  const verification = await verify(pacts, sandbox);
  expect(verdict(verification)).toBe("void");
});

test("a provider that is not there fails every interaction", async () => {
  const { results } = await verify(COMMITTED, { ...sandbox, baseUrl: "http://127.0.0.1:9" });
  expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["failed"]));
});

interface PactFile {
  readonly interactions: readonly object[];
}

/** A folder with auth-core's pact alone, changed. */
function folder(change: (pact: PactFile) => object): string {
  const copy = mkdtempSync(join(tmpdir(), "wakapay-changed-"));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(join(COMMITTED, AUTH_CORE), join(copy, AUTH_CORE));
  const file = join(copy, AUTH_CORE);
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, "utf8")))));
  return copy;
}

function given(name: string): (interaction: object) => object {
  return (interaction) => ({ ...interaction, providerStates: [{ name }] });
}
