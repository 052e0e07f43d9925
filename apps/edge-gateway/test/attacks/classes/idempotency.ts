import { expect } from "vitest";
import type { AttackClass, Outcome } from "../attack.ts";
import { jsonPost, type RequestParts } from "../request-parts.ts";

const MALFORMED_KEY = { status: 400, problem: "header_refused" } as const;
const UUID_IN_QUOTES = '"8e03978e-40d5-43e8-bc93-6894a57f9324"';

function postWithKey(key: string): RequestParts {
  return jsonPost("{}", { headers: [`Idempotency-Key: ${key}`] });
}

function checkOutcome(outcome: "unknown" | "not_applied"): (result: Outcome) => void {
  return ({ response }) => expect(JSON.parse(response.body)).toMatchObject({ outcome });
}

/** Failures that could lead to a second payment. */
export const idempotency: AttackClass = {
  title: "Idempotency and replay",
  description: "Failures that could lead to a second payment.",
  attacks: [
    {
      name: "two Idempotency-Keys",
      request: jsonPost("{}", { headers: ["Idempotency-Key: a", "Idempotency-Key: b"] }),
      expected: MALFORMED_KEY,
    },
    {
      name: "Idempotency-Key of 256 characters",
      request: postWithKey("k".repeat(256)),
      expected: MALFORMED_KEY,
    },
    { name: "Idempotency-Key with a space", request: postWithKey("a b"), expected: MALFORMED_KEY },
    { name: "empty Idempotency-Key", request: postWithKey(""), expected: MALFORMED_KEY },
    {
      name: "Idempotency-Key in quotes",
      request: postWithKey(UUID_IN_QUOTES),
      expected: { status: 200, and: "forwarded unchanged" },
      check: ({ sent }) => expect(sent[0]?.headers.get("idempotency-key")).toBe(UUID_IN_QUOTES),
    },
    {
      name: "connection failure during a POST",
      request: postWithKey("payout-2"),
      before: ({ upstream }) => upstream.sandbox.fault({ route: "business", hangUp: true, times: 1 }),
      expected: { status: 502, problem: "upstream_unreachable", sends: 1, and: "outcome `unknown`" },
      check: checkOutcome("unknown"),
    },
    {
      name: "connection failure during a GET",
      request: {},
      before: ({ upstream }) => upstream.sandbox.fault({ route: "business", hangUp: true, times: 1 }),
      expected: { status: 200, sends: 2 },
    },
    {
      name: "timeout of a POST",
      request: jsonPost("{}", { key: "narrow" }),
      before: ({ upstream }) => upstream.sandbox.fault({ route: "business", delayMs: 800, times: 1 }),
      expected: { status: 504, problem: "upstream_timeout", sends: 1, and: "outcome `unknown`" },
      check: checkOutcome("unknown"),
    },
    {
      name: "revoked token, POST with an Idempotency-Key",
      request: postWithKey("payout-1"),
      before: ({ upstream }) => upstream.sandbox.revoke(),
      expected: { status: 200, sends: 2, and: "same key and body, new token" },
      check({ sent: [first, second] }) {
        expect([second?.body, second?.headers.get("idempotency-key")]).toEqual([first?.body, "payout-1"]);
        expect(second?.headers.get("authorization")).not.toBe(first?.headers.get("authorization"));
      },
    },
    {
      name: "revoked token, POST without an Idempotency-Key",
      request: jsonPost("{}"),
      before: ({ upstream }) => upstream.sandbox.revoke(),
      expected: {
        status: 502,
        problem: "upstream_unauthorized",
        sends: 1,
        and: "outcome `not_applied`",
      },
      check: checkOutcome("not_applied"),
    },
  ],
};
