import { expect, test } from "vitest";
import { COMMITTED } from "../../src/directories.ts";
import { sandboxOnNode } from "../../src/targets/sandbox-on-node.ts";
import { textReport } from "../../src/verify/text-report.ts";
import { verify } from "../../src/verify/verify.ts";

test("the sandbox on Node.js answers every consumer as its pact says", async () => {
  const sandbox = await sandboxOnNode();
  try {
    const verification = await verify(COMMITTED, sandbox);
    const report = textReport(verification);
    process.stdout.write(report);
    expect(verification.refusals, report).toEqual([]);
    expect(new Set(verification.results.map(({ outcome }) => outcome)), report).toEqual(new Set(["held"]));
  } finally {
    await sandbox.close();
  }
});
