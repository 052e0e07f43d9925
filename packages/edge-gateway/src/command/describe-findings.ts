import type { Findings } from "./check-deployment.ts";

/** Describes the findings in an environment, line by line. */
export function describeFindings(environment: string, { faults, warnings }: Findings): readonly string[] {
  const title = faults.length === 0 ? `${environment}: ok` : `${environment}:`;
  return [
    title,
    ...faults.map((fault) => `  ${fault}`),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}
