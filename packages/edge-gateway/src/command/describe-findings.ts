import type { CheckedEnvironment } from "./findings.ts";

/** What to do about faults whose messages do not say it. */
const ADVICE: readonly (readonly [fault: RegExp, advice: string])[] = [
  [
    /^WAKAPAY_BASE_URL is missing$/,
    "set it in vars of wrangler.jsonc to the address that WakaPay gave you, before you deploy (npm run dev does not use it)",
  ],
  [
    /^policy callers\.[^.]+\.keys\[\d\] must be /,
    "the command npx @wakapay/edge-gateway key <caller> prints it",
  ],
];

/** Describes the findings in an environment, line by line. */
export function describeFindings({ environment, faults, warnings }: CheckedEnvironment): readonly string[] {
  const title = faults.length === 0 ? `${environment}: ok` : `${environment}:`;
  return [
    title,
    ...faults.map((fault) => `  ${withAdvice(fault)}`),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}

function withAdvice(fault: string): string {
  const advice = ADVICE.find(([pattern]) => pattern.test(fault))?.[1];
  return advice === undefined ? fault : `${fault}; ${advice}`;
}
