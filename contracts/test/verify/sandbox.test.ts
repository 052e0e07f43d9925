import { expect, onTestFinished, test } from "vitest";
import { createValidator } from "../../src/openapi/create-validator.ts";
import { readOpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";
import { TOKEN_EXPIRED } from "../../src/pact/provider.ts";
import { formatTextReport } from "../../src/report/text-report.ts";
import { startSandboxInWorkerd } from "../../src/targets/sandbox-in-workerd.ts";
import { startSandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import { verify } from "../../src/verify/verify.ts";

test.each([
  { form: "on Node.js", start: startSandboxOnNode, unsupported: [] },
  { form: "in workerd", start: startSandboxInWorkerd, unsupported: [TOKEN_EXPIRED] },
])("the sandbox $form matches every pact and the OpenAPI document", async ({ start, unsupported }) => {
  const sandbox = await start();
  onTestFinished(sandbox.close);
  const validate = createValidator(readOpenApiDocument());
  const verification = await verify(COMMITTED_PACTS, sandbox, { validate });
  const report = formatTextReport(verification);
  process.stdout.write(report);
  expect(verification.problems, report).toEqual([]);
  const groups = Map.groupBy(verification.results, ({ outcome }) => outcome);
  expect(groups.get("failed"), report).toBeUndefined();
  const states = (groups.get("unsupported") ?? []).map(({ providerState }) => providerState);
  expect(states, report).toEqual(unsupported);
  expect(groups.get("passed")?.length).toBeGreaterThan(0);
});
