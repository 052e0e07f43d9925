import type { Fault } from "../options/fault.ts";
import type { ScriptedFault } from "./fault-queue.ts";

/** Describes a fault for a person: "503, 2 of 3 requests left". Omits the target of a redirect. */
export function describeFault({ fault, left }: ScriptedFault): string {
  const rest = left === null ? "until reset" : `${left} of ${fault.times} requests left`;
  return [...effectsOf(fault), fault.repeat ? `${rest}, then again` : rest].join(", ");
}

function effectsOf({ revoke, delayMs, status, body, hangUp, redirect }: Fault): string[] {
  return [
    ...(revoke ? ["all tokens revoked"] : []),
    ...(delayMs === undefined ? [] : [`delay of ${delayMs} ms`]),
    ...(status === undefined ? [] : [String(status)]),
    ...(body === undefined ? [] : [`${body} body`]),
    ...(redirect === undefined ? [] : ["redirect"]),
    ...(hangUp ? ["hang-up"] : []),
  ];
}
