import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { COMMITTED } from "../../src/directories.ts";
import { mutantsOf } from "../../src/mutants/mutants-of.ts";
import { type MutationCheckOptions, mutationCheck } from "../../src/mutants/mutation-check.ts";
import { survivors } from "../../src/mutants/mutation-table.ts";
import { answerJudge } from "../../src/openapi/answer-judge.ts";
import { documentedOutcomes } from "../../src/openapi/documented-outcomes.ts";
import { openApiDocument } from "../../src/openapi/openapi-document.ts";
import { sandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import { EXPLAINED } from "./explained-survivors.ts";

test("a sample of the mutants: none of them goes unnoticed", async () => {
  const options = await optionsOnNode();
  // A status, a content type, a body and a field's value, each on every interaction.
  const sample = new Set([3, 11, 20, 28]);
  const trials = await mutationCheck({ ...options, rounds: (round) => sample.has(round) });
  expect(trials.length).toBeGreaterThan(options.outcomes.length * 4);
  expect(survivors(trials)).toEqual([]);
});

test("a mutation check whose unchanged answers do not hold is refused", async () => {
  const options = await optionsOnNode();
  const judge = () => [{ where: "OpenAPI: everything", expected: "nothing", came: "something" }];
  await expect(mutationCheck({ ...options, judge })).rejects.toThrow("The unchanged answers do not hold.");
});

test("an answer that nobody looks at would survive", async () => {
  const options = await optionsOnNode();
  // Without the OpenAPI document, Pact tolerates a field too many: the check must be able to say so.
  const trials = await mutationCheck({ ...options, judge: () => [], rounds: (round) => round === 21 });
  expect(trials[0]?.mutant.change).toBe("with a field more");
  expect(survivors(trials)).toContain("POST /business/auth 200: body with a field more");
});

test("the table is generated from what is documented: every field of every outcome is in it", () => {
  for (const outcome of documentedOutcomes(openApiDocument())) {
    const parts = new Set(mutantsOf(outcome).map(({ part }) => part));
    const documented = outcome.body
      ? ["status", "Content-Type", "body", ...Object.keys(outcome.body)]
      : ["status"];
    expect(parts).toEqual(new Set(documented));
  }
});

test("each survivor is explained in the README", () => {
  const readme = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
  for (const survivor of EXPLAINED) expect(readme).toContain(`\`${survivor}\``);
});

async function optionsOnNode(): Promise<MutationCheckOptions> {
  const target = await sandboxOnNode();
  onTestFinished(target.close);
  const document = openApiDocument();
  return { pacts: COMMITTED, target, judge: answerJudge(document), outcomes: documentedOutcomes(document) };
}
