import { describe, expect, it } from "vitest";
import { fakeClock, findSecrets } from "../../src/testing/index.ts";

describe("findSecrets", () => {
  const secret = "s3cr3t/needle";
  const hidden = Object.defineProperty({}, "hidden", { value: secret, enumerable: false });
  class Guarded {
    get property(): string {
      return secret;
    }
  }

  it.each<[string, unknown]>([
    ["a string", `before ${secret} after`],
    ["an error's message", new Error(secret)],
    ["a cause of a cause", new Error("a", { cause: new Error("b", { cause: { deep: [secret] } }) })],
    ["a property that is not enumerable", hidden],
    ["a symbol's property", { [Symbol("s")]: secret }],
    ["a symbol's description", { key: Symbol(secret) }],
    ["a property's name", { [secret]: 1 }],
    ["a getter of a class", new Guarded()],
    [
      "what a getter throws",
      Object.defineProperty({}, "get", {
        get: () => {
          throw new Error(secret);
        },
      }),
    ],
    ["a Map's key", new Map([[secret, 1]])],
    ["a Set", new Set([secret])],
    ["Headers", new Headers({ authorization: `Bearer ${secret}` })],
    ["bytes", new TextEncoder().encode(secret)],
    ["a buffer", new TextEncoder().encode(secret).buffer],
    ["a URL", encodeURIComponent(secret)],
    ["base64", btoa(secret)],
    ["a function's property", Object.assign(() => {}, { secret })],
  ])("sees %s", (_, value) => {
    expect(findSecrets(value, ["other", secret]).map((leak) => leak.secret)).toContain(1);
  });

  it("finds nothing in what holds nothing, circles included, and says where it found something", () => {
    const circle: { text: string; itself?: unknown; more?: unknown } = { text: "harmless" };
    circle.itself = circle;
    expect(findSecrets(circle, [secret])).toEqual([]);
    circle.more = { header: secret };
    expect(findSecrets(circle, [secret])).toEqual([{ path: "value.more.header", secret: 0 }]);
  });
});

describe("fakeClock", () => {
  it("fires timers at their moments, in order, with what follows from them", async () => {
    const clock = fakeClock(0);
    const fired: [string, number][] = [];
    const note = (name: string) => () => void fired.push([name, clock.now()]);
    void clock.wait(30).then(note("late"));
    void clock
      .wait(10)
      .then(note("early"))
      .then(() => clock.wait(5))
      .then(note("followed"));
    await clock.advance(29);
    expect(fired).toEqual([
      ["early", 10],
      ["followed", 15],
    ]);
    await clock.advance(1);
    expect(fired).toHaveLength(3);
  });

  it("a signal ends a wait at once, and a step of the wall clock ends none", async () => {
    const clock = fakeClock(0);
    const ended: string[] = [];
    const leaving = new AbortController();
    void clock.wait(10, leaving.signal).then(() => ended.push("aborted"));
    void clock.wait(10, AbortSignal.abort()).then(() => ended.push("never began"));
    void clock.wait(10).then(() => ended.push("waited"));
    clock.step(1_000);
    leaving.abort();
    await clock.settle();
    expect([clock.now(), ended]).toEqual([1_000, ["never began", "aborted"]]);
  });
});
