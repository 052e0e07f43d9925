import { expect } from "vitest";
import type { AttackClass } from "../attack.ts";
import { BALANCE, ECHO, posts, sends } from "../request-text.ts";

const odd = { status: 400, problem: "header_refused" } as const;
const keyed = (key: string) => posts({ body: "{}", headers: [`Idempotency-Key: ${key}`] });

/** Whether a payment could be made twice. */
export const idempotency: AttackClass = {
  title: "Idempotency and replay",
  attacks: [
    {
      name: "two Idempotency-Keys",
      expected: odd,
      request: posts({ body: "{}", headers: ["Idempotency-Key: a", "Idempotency-Key: b"] }),
    },
    { name: "a key of 256 characters", expected: odd, request: keyed("k".repeat(256)) },
    { name: "a key with a space", expected: odd, request: keyed("a b") },
    { name: "an empty key", expected: odd, request: keyed("") },
    {
      name: "a key of odd but visible characters",
      expected: { status: 200, reaching: 1, and: "it goes up unchanged" },
      request: keyed('"8e03978e-40d5-43e8-bc93-6894a57f9324"'),
      also: ({ seen }) =>
        expect(seen[0]?.headers.get("idempotency-key")).toBe('"8e03978e-40d5-43e8-bc93-6894a57f9324"'),
    },
    {
      name: "a connection that breaks under a POST",
      expected: { status: 502, problem: "upstream_unreachable", reaching: 1, and: "sent once, `unknown`" },
      request: (rig) => {
        rig.witness.sandbox.fault({ route: "business", hangUp: true, times: 1 });
        return keyed("payout-2")(rig);
      },
      also: ({ answer }) => expect(JSON.parse(answer.body)).toMatchObject({ outcome: "unknown" }),
    },
    {
      name: "a POST that WakaPay sits on",
      expected: { status: 504, problem: "upstream_timeout", reaching: 1, and: "sent once, `unknown`" },
      request: (rig) => {
        rig.witness.sandbox.fault({ route: "business", delayMs: 800, times: 1 });
        return posts({ key: rig.keys.narrow, body: "{}", target: ECHO })(rig);
      },
      also: ({ answer }) => expect(JSON.parse(answer.body)).toMatchObject({ outcome: "unknown" }),
    },
    {
      name: "a connection that breaks under a GET",
      expected: { status: 200, reaching: 2, and: "sent once more" },
      request: (rig) => {
        rig.witness.sandbox.fault({ route: "business", hangUp: true, times: 1 });
        return sends({ target: BALANCE })(rig);
      },
    },
    // The last: a token that replaced a refused one is not renewed again for 5 s.
    {
      name: "a POST with a key while the token is revoked",
      expected: { status: 200, reaching: 2, and: "both times the same key and body" },
      request: (rig) => {
        rig.witness.sandbox.revoke();
        return keyed("payout-1")(rig);
      },
      also: ({ seen: [first, second] }) => {
        expect([second?.body, second?.headers.get("idempotency-key")]).toEqual([first?.body, "payout-1"]);
        expect(second?.headers.get("authorization")).not.toBe(first?.headers.get("authorization"));
      },
    },
    {
      name: "a POST without a key while the token is revoked",
      expected: {
        status: 502,
        problem: "upstream_unauthorized",
        reaching: 1,
        and: "sent once, `not_applied`",
      },
      request: (rig) => {
        rig.witness.sandbox.revoke();
        return posts({ body: "{}" })(rig);
      },
      also: ({ answer }) => expect(JSON.parse(answer.body)).toMatchObject({ outcome: "not_applied" }),
    },
  ],
};
