import { expect, test } from "vitest";
import { runMutationCheck } from "../../src/mutants/mutation-check.ts";
import { formatMutationTable, listSurvivors } from "../../src/mutants/mutation-table.ts";
import { createValidator } from "../../src/openapi/create-validator.ts";
import { listOutcomes } from "../../src/openapi/documented-outcomes.ts";
import { readOpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";
import { startSandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import { EXPLAINED_SURVIVORS } from "../mutants/explained-survivors.ts";

test("the mutation check detects every mutant except those that the README explains", async () => {
  const target = await startSandboxOnNode();
  const document = readOpenApiDocument();
  const trials = await runMutationCheck({
    pacts: COMMITTED_PACTS,
    target,
    validate: createValidator(document),
    outcomes: listOutcomes(document),
  }).finally(target.close);
  process.stdout.write(formatMutationTable(trials));
  expect(listSurvivors(trials)).toEqual(EXPLAINED_SURVIVORS);
});
