import { expect, test } from "vitest";
import { jsonReport } from "../../src/report/json-report.ts";
import { junitReport } from "../../src/report/junit-report.ts";
import { textReport } from "../../src/report/text-report.ts";
import type { Verification } from "../../src/verify/verification.ts";

const verification: Verification = {
  target: "the sandbox",
  results: [
    { consumer: "shop", description: "an exchange", outcome: "held", differences: [] },
    {
      consumer: "shop",
      description: "a refusal",
      outcome: "failed",
      differences: [{ where: "$.error", expected: '"a <b>"', came: '"c & d"' }],
    },
    {
      consumer: "shop",
      description: "a balance",
      given: "an access token has expired",
      outcome: "not run",
      differences: [],
    },
  ],
  refusals: ["shop: «a gift» is committed and did not run."],
};

test("a person reads what failed and in what, what was not run and why, what proves nothing, and the count", () => {
  expect(textReport(verification)).toBe(`✗ shop: a refusal
    $.error: expected "a <b>", came "c & d"
- shop: a balance, given that an access token has expired: not run, the sandbox cannot be brought into that state
! shop: «a gift» is committed and did not run.
the sandbox: 3 interactions, 1 held, 1 failed, 1 not run
`);
});

test("a CI reads it as JUnit: a failure, a skipped case, and an error for what proves nothing", () => {
  expect(junitReport([verification])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="the sandbox" tests="4" failures="1" errors="1" skipped="1">
    <testcase classname="shop" name="an exchange"/>
    <testcase classname="shop" name="a refusal"><failure message="did not hold">    $.error: expected &quot;a &lt;b&gt;&quot;, came &quot;c &amp; d&quot;
</failure></testcase>
    <testcase classname="shop" name="a balance"><skipped message="cannot be entered here: an access token has expired"/></testcase>
    <testcase classname="ledger" name="refusal"><error message="shop: «a gift» is committed and did not run."/></testcase>
  </testsuite>
</testsuites>
`);
});

test("a program reads it as JSON, with a verdict", () => {
  const { verifications } = JSON.parse(jsonReport([verification, { ...verification, results: [] }]));
  expect(verifications.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["failed", "void"]);
  expect(verifications[0].results).toEqual(verification.results);
});
