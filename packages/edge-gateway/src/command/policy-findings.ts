import type { Caller } from "../policy/policy.ts";
import { credentialFindings } from "./credential-findings.ts";
import { type Check, type Findings, messagesOf } from "./findings.ts";

/** Finds what is wrong with the callers of a valid policy at a time. */
export function policyFindings(callers: readonly Caller[], now: number): Findings {
  const { faults, warnings } = credentialFindings(callers, now);
  return { faults, warnings: [...memberWarnings(callers), ...warnings] };
}

/** Warns of members of the policy that are valid, but probably unintended. */
function memberWarnings(callers: readonly Caller[]): readonly string[] {
  return messagesOf([
    [
      callers.length > 0 && !callers.some(({ operator }) => operator),
      "policy callers has no caller with operator: true, so no caller can read /readyz",
    ],
    ...callers.map(
      ({ name, readOnly, routes }): Check => [
        readOnly && routes.some(({ methods }) => methods.some((method) => !isRead(method))),
        `policy callers.${name}.readOnly disables its routes for other methods`,
      ],
    ),
  ]);
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
