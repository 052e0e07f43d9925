import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMutants } from "../../src/mutants/create-mutants.ts";
import { type MutationCheckOptions, runMutationCheck } from "../../src/mutants/mutation-check.ts";
import { listSurvivors } from "../../src/mutants/mutation-table.ts";
import { createValidator } from "../../src/openapi/create-validator.ts";
import { listOutcomes } from "../../src/openapi/documented-outcomes.ts";
import { readOpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";
import { startSandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import { EXPLAINED_SURVIVORS } from "../mutants/explained-survivors.ts";

describe("the mutation check", () => {
  test("detects every mutant of a sample", async () => {
    const options = await createOptions();
    // A status, a content type, a body, and the value of a field, each on every interaction.
    const sample = new Set([3, 11, 20, 28]);
    const trials = await runMutationCheck({ ...options, includesRound: (round) => sample.has(round) });
    expect(trials.length).toBeGreaterThan(options.outcomes.length * 4);
    expect(listSurvivors(trials)).toEqual([]);
  });

  test("rejects if the unchanged responses do not pass", async () => {
    const options = await createOptions();
    const validate = () => [{ where: "OpenAPI: all", expected: "nothing", actual: "something" }];
    const check = runMutationCheck({ ...options, validate });
    await expect(check).rejects.toThrow("The unchanged responses do not pass.");
  });

  test("reports a mutant that nothing detects", async () => {
    const options = await createOptions();
    // Pact accepts an additional field, so only the OpenAPI document detects this mutant.
    const trials = await runMutationCheck({
      ...options,
      validate: () => [],
      includesRound: (round) => round === 21,
    });
    expect(trials[0]?.mutant.change).toBe("with an additional field");
    expect(listSurvivors(trials)).toContain("POST /business/auth 200: body with an additional field");
  });
});

test("the mutants change every documented part of every outcome", () => {
  for (const outcome of listOutcomes(readOpenApiDocument())) {
    const parts = new Set(createMutants(outcome).map(({ part }) => part));
    const documented = outcome.body
      ? ["status", "Content-Type", "body", ...Object.keys(outcome.body)]
      : ["status"];
    expect(parts).toEqual(new Set(documented));
  }
});

test("the README explains every mutant that survives", () => {
  const readme = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
  for (const survivor of EXPLAINED_SURVIVORS) expect(readme).toContain(`\`${survivor}\``);
});

async function createOptions(): Promise<MutationCheckOptions> {
  const target = await startSandboxOnNode();
  onTestFinished(target.close);
  const document = readOpenApiDocument();
  return {
    pacts: COMMITTED_PACTS,
    target,
    validate: createValidator(document),
    outcomes: listOutcomes(document),
  };
}
