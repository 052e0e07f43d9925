import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { sends } from "../request-text.ts";

const CANARY = "canary-credential";
const expected = { status: 200, reaching: 1, and: "WakaPay sees our bearer and none of it" } as const;

function onlyOurs({ seen }: Outcome): void {
  expect(JSON.stringify(seen.map(({ headers }) => [...headers]))).not.toContain(CANARY);
}

/** Credentials of other kinds, which must never reach WakaPay beside ours. */
export const foreignCredentials: AttackClass = {
  title: "Foreign credentials in headers",
  attacks: [
    `Proxy-Authorization: Basic ${CANARY}`,
    `Cookie: session=${CANARY}`,
    `X-Api-Key: ${CANARY}`,
    `X-Auth-Token: ${CANARY}`,
    `X-Amz-Security-Token: ${CANARY}`,
    `Cf-Access-Jwt-Assertion: ${CANARY}`,
    `X-WakaPay-Token: ${CANARY}`,
    `apiSecret: ${CANARY}`,
  ].map((line) => ({
    name: line.slice(0, line.indexOf(":")),
    expected,
    request: sends({ headers: [line] }),
    also: onlyOurs,
  })),
};
