import { describe, expect, test } from "vitest";
import { formatJsonReport } from "../../src/report/json-report.ts";
import { formatJUnitReport } from "../../src/report/junit-report.ts";
import { formatTextReport } from "../../src/report/text-report.ts";
import type { Verification } from "../../src/verify/verification.ts";

const verification: Verification = {
  target: "the sandbox",
  results: [
    { consumer: "shop", description: "a token request", outcome: "passed", differences: [] },
    {
      consumer: "shop",
      description: "a rejection",
      outcome: "failed",
      differences: [{ where: "$.error", expected: '"a <b>"', actual: '"c & d"' }],
    },
    {
      consumer: "shop",
      description: "a balance request",
      providerState: "an access token has expired",
      outcome: "unsupported",
      differences: [],
    },
  ],
  problems: ['shop: "a refund" is committed but did not run.'],
};

test("formatTextReport lists failures, problems, totals, and what did not run", () => {
  expect(formatTextReport(verification)).toBe(`✗ shop: a rejection
    $.error: expected "a <b>", got "c & d"
- shop: a balance request, given an access token has expired: not run, because the sandbox does not support this state
! shop: "a refund" is committed but did not run.
the sandbox: 3 interactions, 1 passed, 1 failed, 1 not run
`);
});

test("formatJUnitReport reports failures, skipped cases, and problems as errors", () => {
  expect(formatJUnitReport([verification])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="the sandbox" tests="4" failures="1" errors="1" skipped="1">
    <testcase classname="shop" name="a token request"/>
    <testcase classname="shop" name="a rejection"><failure message="failed">    $.error: expected &quot;a &lt;b&gt;&quot;, got &quot;c &amp; d&quot;
</failure></testcase>
    <testcase classname="shop" name="a balance request"><skipped message="unsupported provider state: an access token has expired"/></testcase>
    <testcase classname="verification" name="problem"><error message="shop: &quot;a refund&quot; is committed but did not run."/></testcase>
  </testsuite>
</testsuites>
`);
});

test("formatJsonReport adds a verdict to every verification", () => {
  const { verifications } = JSON.parse(formatJsonReport([verification, { ...verification, results: [] }]));
  expect(verifications.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    "failed",
    "inconclusive",
  ]);
  expect(verifications[0].results).toEqual(verification.results);
});

describe("control characters in a provider's response", () => {
  const controls = "\u0000\b\u001b[2J\r\n\u007f\u009b31m\u202e\u2028\ufffe\ud800";
  const hostile: Verification = {
    target: `a target${controls}`,
    results: (["passed", "failed", "unsupported", "not run"] as const).map((outcome) => ({
      consumer: `shop${controls}`,
      description: `a request${controls}`,
      providerState: `a state${controls}`,
      outcome,
      differences: [{ where: `$.error${controls}`, expected: `a${controls}`, actual: `b${controls}` }],
    })),
    problems: [`a problem${controls}`],
  };

  test("do not reach the terminal", () => {
    const report = formatTextReport(hostile);
    expect(report).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
    expect(report).toContain("b\\u{0}\\u{8}\\u{1b}[2J\\u{d}\\u{a}");
    expect(report.split("\n")).toHaveLength(6);
  });

  test("are escaped in the JSON report", () => {
    const report = formatJsonReport([hostile]);
    expect(report).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(report).verifications[0].target).toBe(hostile.target);
  });

  test("do not make the JUnit XML invalid", () => {
    const report = formatJUnitReport([hostile]);
    expect(report).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    expect(report).toContain("\\u{1b}[2J");
  });
});
