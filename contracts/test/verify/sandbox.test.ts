import { expect, onTestFinished, test } from "vitest";
import { COMMITTED } from "../../src/directories.ts";
import { answerJudge } from "../../src/openapi/answer-judge.ts";
import { openApiDocument } from "../../src/openapi/openapi-document.ts";
import { textReport } from "../../src/report/text-report.ts";
import { TOKEN_EXPIRED } from "../../src/states.ts";
import { sandboxInWorkerd } from "../../src/targets/sandbox-in-workerd.ts";
import { sandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import { verify } from "../../src/verify/verify.ts";

const judge = answerJudge(openApiDocument());

test("the sandbox on Node.js, asked directly, answers every consumer as its pact says", async () => {
  const sandbox = await sandboxOnNode();
  onTestFinished(sandbox.close);
  const verification = await verify(COMMITTED, sandbox);
  const report = textReport(verification);
  process.stdout.write(report);
  expect(verification.refusals, report).toEqual([]);
  expect(new Set(verification.results.map(({ outcome }) => outcome)), report).toEqual(new Set(["held"]));
});

test.each([
  { name: "on Node.js", start: sandboxOnNode, notRun: [] },
  { name: "in workerd", start: sandboxInWorkerd, notRun: [TOKEN_EXPIRED] },
])("the sandbox $name answers to the last field as the OpenAPI document says", async ({ start, notRun }) => {
  const sandbox = await start();
  onTestFinished(sandbox.close);
  const verification = await verify(COMMITTED, sandbox, { watch: { judge } });
  const report = textReport(verification);
  process.stdout.write(report);
  expect(verification.refusals, report).toEqual([]);
  const { held = [], ...others } = Object.groupBy(verification.results, ({ outcome }) => outcome);
  expect(Object.keys(others), report).toEqual(notRun.length > 0 ? ["not run"] : []);
  expect((others["not run"] ?? []).map(({ given }) => given)).toEqual(notRun);
  expect(held.length).toBeGreaterThan(0);
});
