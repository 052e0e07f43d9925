import { expect, test } from "vitest";
import { COMMITTED } from "../../src/directories.ts";
import { mutationCheck } from "../../src/mutants/mutation-check.ts";
import { mutationTable, survivors } from "../../src/mutants/mutation-table.ts";
import { answerJudge } from "../../src/openapi/answer-judge.ts";
import { documentedOutcomes } from "../../src/openapi/documented-outcomes.ts";
import { openApiDocument } from "../../src/openapi/openapi-document.ts";
import { sandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import { EXPLAINED } from "../mutants/explained-survivors.ts";

test("every mutant of every documented answer is noticed, but for those that the README explains", async () => {
  const target = await sandboxOnNode();
  const document = openApiDocument();
  const judge = answerJudge(document);
  const outcomes = documentedOutcomes(document);
  const trials = await mutationCheck({ pacts: COMMITTED, target, judge, outcomes }).finally(target.close);
  process.stdout.write(mutationTable(trials));
  expect(survivors(trials)).toEqual(EXPLAINED);
});
