import { describe, expect, onTestFinished, test } from "vitest";
import { createValidator } from "../../src/openapi/create-validator.ts";
import { readOpenApiDocument } from "../../src/openapi/openapi-document.ts";
import { COMMITTED_PACTS } from "../../src/pact/paths.ts";
import { TOKEN_EXPIRED } from "../../src/pact/provider.ts";
import { formatTextReport } from "../../src/report/text-report.ts";
import { startSandboxInWorkerd } from "../../src/targets/sandbox-in-workerd.ts";
import { startSandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import { verify } from "../../src/verify/verify.ts";

const validate = createValidator(readOpenApiDocument());

describe.each([
  { form: "on Node.js", start: startSandboxOnNode, notRun: [] },
  { form: "in workerd", start: startSandboxInWorkerd, notRun: [TOKEN_EXPIRED] },
])("the sandbox $form", ({ start, notRun }) => {
  test.each([
    { contract: "every pact", options: {} },
    { contract: "every pact and the OpenAPI document", options: { validate } },
  ])("matches $contract", async ({ options }) => {
    const sandbox = await start();
    onTestFinished(sandbox.close);
    const verification = await verify(COMMITTED_PACTS, sandbox, options);
    const report = formatTextReport(verification);
    process.stdout.write(report);
    expect(verification.problems, report).toEqual([]);
    const groups = Map.groupBy(verification.results, ({ outcome }) => outcome);
    expect(groups.get("failed"), report).toBeUndefined();
    const states = (groups.get("not run") ?? []).map(({ providerState }) => providerState);
    expect(states, report).toEqual(notRun);
    expect(groups.get("passed")?.length).toBeGreaterThan(0);
  });
});
