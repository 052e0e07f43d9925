import { expect } from "vitest";
import type { AttackClass } from "../attack.ts";

const CANARY = "canary-credential";
const LINES = [
  `Proxy-Authorization: Basic ${CANARY}`,
  `Cookie: session=${CANARY}`,
  `X-Api-Key: ${CANARY}`,
  `X-Auth-Token: ${CANARY}`,
  `X-Amz-Security-Token: ${CANARY}`,
  `Cf-Access-Jwt-Assertion: ${CANARY}`,
  `X-WakaPay-Token: ${CANARY}`,
  `apiSecret: ${CANARY}`,
];

/** Credentials in other headers. */
export const foreignCredentials: AttackClass = {
  title: "Foreign credentials",
  description: "Credentials in other headers. WakaPay receives only the gateway's own token.",
  attacks: LINES.map((line) => ({
    name: `\`${line.slice(0, line.indexOf(":"))}\``,
    request: { headers: [line] },
    expected: { status: 200 },
    check: ({ sent }) =>
      expect(JSON.stringify(sent.map(({ headers }) => [...headers]))).not.toContain(CANARY),
  })),
};
