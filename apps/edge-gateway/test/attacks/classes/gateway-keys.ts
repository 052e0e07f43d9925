import { expect } from "vitest";
import type { Attack, AttackClass, Outcome } from "../attack.ts";
import type { AttackedGateway } from "../attacked-gateway.ts";
import type { GatewayKeys } from "../request-parts.ts";

const responses = new Set<string>();

/** Checks that every invalid credential gets the same response. */
function checkSameResponse({ response: { headers, body } }: Outcome): void {
  const { requestId, ...document } = JSON.parse(body);
  responses.add(JSON.stringify([document, headers.get("www-authenticate")]));
  expect(responses.size).toBe(1);
}

function withAuthorization(credential: (keys: GatewayKeys) => string): Attack["request"] {
  return ({ keys }: AttackedGateway) => ({ key: null, headers: [`Authorization: ${credential(keys)}`] });
}

function invalid(name: string, credential: (keys: GatewayKeys) => string): Attack {
  return {
    name,
    request: withAuthorization(credential),
    expected: { status: 401, problem: "key_refused" },
    check: checkSameResponse,
  };
}

function valid(name: string, credential: (keys: GatewayKeys) => string): Attack {
  return { name, request: withAuthorization(credential), expected: { status: 200 } };
}

/** Invalid gateway keys. The response does not say what is wrong with them. */
export const gatewayKeys: AttackClass = {
  title: "Gateway keys",
  description: "Invalid keys all get the same response, which does not say what is wrong with them.",
  attacks: [
    invalid("retired key", ({ retired }) => `Bearer ${retired}`),
    invalid("expired key", ({ expired }) => `Bearer ${expired}`),
    invalid("well-formed key of an unknown caller", ({ stranger }) => `Bearer ${stranger}`),
    invalid("truncated key", ({ wide }) => `Bearer ${wide.slice(0, -1)}`),
    invalid("key with an extra character", ({ wide }) => `Bearer ${wide}0`),
    invalid(
      "key with two transposed characters",
      ({ wide }) => `Bearer ${wide.replace(/(.)(.)(.{6})$/, "$2$1$3").replace(/.$/, "_")}`,
    ),
    invalid(
      "key with the name of another caller",
      ({ wide }) => `Bearer ${wide.replace("wgk_wide_", "wgk_narrow_")}`,
    ),
    invalid("hash from the policy instead of the key", () => `Bearer sha256:${"a".repeat(64)}`),
    invalid("key with the name of an inherited property", () => `Bearer wgk___proto___${"a".repeat(38)}`),
    invalid("key of 10,000 characters", () => `Bearer ${"w".repeat(10_000)}`),
    invalid("two keys in one header", ({ wide }) => `Bearer ${wide}, Bearer ${wide}`),
    invalid("two Authorization headers", ({ wide }) => `Bearer ${wide}\r\nAuthorization: Bearer ${wide}`),
    invalid("key in the Basic scheme", ({ wide }) => `Basic ${btoa(`wide:${wide}`)}`),
    invalid("key without a scheme", ({ wide }) => wide),
    invalid("tab after Bearer", ({ wide }) => `Bearer\t${wide}`),
    valid("two spaces after Bearer", ({ wide }) => `Bearer  ${wide}`),
    valid("scheme in lowercase", ({ wide }) => `bearer ${wide}`),
    {
      name: "key in the query",
      request: ({ keys }) => ({
        key: null,
        target: `/business/balance?currency=USD&access_token=${keys.wide}`,
      }),
      expected: { status: 401, problem: "key_missing" },
    },
    {
      name: "route of another caller",
      request: { key: "narrow", target: "/business/payouts" },
      expected: { status: 403, problem: "route_forbidden" },
    },
    {
      name: "`/readyz` with the key of a caller that is not an operator",
      request: { target: "/readyz" },
      expected: { status: 403, problem: "route_forbidden" },
    },
  ],
};
