import type { Fault } from "../options/fault.ts";
import type { ScriptedFault } from "./fault-queue.ts";

/** Ends the description of a fault that has no requests left. */
export const USED_UP = "used up";

/** Describes a fault for a person: "503, 2 of 3 requests left". Omits the target of a redirect. */
export function describeFault(scripted: ScriptedFault): string {
  return [...effectsOf(scripted.fault), restOf(scripted)].join(", ");
}

function restOf({ fault, left }: ScriptedFault): string {
  if (left === null) return "until reset";
  if (left === 0) return fault.repeat ? "repeats later" : USED_UP;
  const rest = `${left} of ${fault.times} requests left`;
  return fault.repeat ? `${rest}, then again` : rest;
}

const BODIES = { malformed: "truncated JSON", empty: "empty body", html: "HTML page" } as const;

function effectsOf({ revoke, delayMs, status, body, hangUp, redirect }: Fault): string[] {
  return [
    ...(revoke ? ["all tokens revoked"] : []),
    ...(delayMs === undefined ? [] : [`delay of ${delayMs} ms`]),
    ...(status === undefined ? [] : [String(status)]),
    ...(body === undefined ? [] : [BODIES[body]]),
    ...(redirect === undefined ? [] : ["redirect"]),
    ...(hangUp ? ["closed connection"] : []),
  ];
}
