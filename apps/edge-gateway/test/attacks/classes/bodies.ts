import { expect } from "vitest";
import type { AttackClass } from "../attack.ts";
import { ECHO, JSON_TYPE, posts, requestText, sends } from "../request-text.ts";

const MIB = 1_048_576;
const tooLarge = { status: 413, problem: "body_too_large" } as const;
const chunk = (size: number) => `${size.toString(16)}\r\n${"x".repeat(size)}\r\n`;

/** Bodies that are too much, too slow, or never end. */
export const bodies: AttackClass = {
  title: "Body size and speed",
  attacks: [
    { name: "1 MiB and one byte", expected: tooLarge, request: posts({ body: "x".repeat(MIB + 1) }) },
    {
      name: "64 KiB and one byte with an Idempotency-Key",
      expected: tooLarge,
      request: posts({ body: "x".repeat(65_537), headers: ["Idempotency-Key: 1"] }),
    },
    {
      name: "over the route's own bound",
      expected: tooLarge,
      request: (rig) => posts({ key: rig.keys.narrow, body: "x".repeat(1_001) })(rig),
    },
    {
      name: "over the bound in chunks, held",
      expected: tooLarge,
      request: sends({
        method: "POST",
        target: ECHO,
        headers: [JSON_TYPE, "Idempotency-Key: 1", "Transfer-Encoding: chunked"],
        body: `${chunk(40_000)}${chunk(40_000)}0\r\n\r\n`,
      }),
    },
    {
      name: "over the bound in chunks, streamed",
      expected: { ...tooLarge, and: "no whole body reaches WakaPay" },
      request: sends({
        method: "POST",
        target: ECHO,
        headers: [JSON_TYPE, "Transfer-Encoding: chunked"],
        body: `${chunk(600_000)}${chunk(600_000)}0\r\n\r\n`,
      }),
    },
    {
      name: "a Content-Length of a petabyte",
      expected: tooLarge,
      request: sends({
        method: "POST",
        target: ECHO,
        headers: [JSON_TYPE, "Content-Length: 1000000000000000"],
        body: "{}",
      }),
    },
    {
      name: "a body that stops half-way",
      expected: { status: 408, problem: "body_too_slow", and: "no whole body reaches WakaPay" },
      request: (rig) => [
        requestText(rig, {
          method: "POST",
          target: ECHO,
          key: rig.keys.narrow,
          headers: [JSON_TYPE, "Content-Length: 10"],
          body: "{",
        }),
        700,
      ],
    },
    {
      name: "a body that drips",
      expected: { status: 408, problem: "body_too_slow", and: "no whole body reaches WakaPay" },
      request: (rig) => [
        requestText(rig, {
          method: "POST",
          target: ECHO,
          key: rig.keys.narrow,
          headers: [JSON_TYPE, "Content-Length: 10"],
          body: "{",
        }),
        120,
        " ",
        120,
        " ",
        120,
        " ",
        120,
        " ",
      ],
    },
    {
      name: "a body where none is announced",
      expected: { status: 200, reaching: 1, and: "an empty body" },
      request: (rig) => [
        requestText(rig, { method: "POST", target: ECHO, headers: ["Content-Length: 0"] }),
        "{}",
      ],
    },
    {
      name: "a GET that announces a body of no bytes",
      expected: { status: 200, reaching: 1, and: "it is a GET without a body" },
      request: sends({ headers: ["Content-Length: 0"] }),
      also: ({ seen }) => expect(seen.map(({ body }) => body)).toEqual([""]),
    },
  ],
};
