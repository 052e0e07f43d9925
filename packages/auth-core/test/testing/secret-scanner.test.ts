import { describe, expect, it, onTestFinished } from "vitest";
import { findSecrets } from "../../src/testing/index.ts";

describe("findSecrets", () => {
  const secret = "s3cr3t/needle";
  const hidden = Object.defineProperty({}, "hidden", { value: secret, enumerable: false });
  class Guarded {
    get property(): string {
      return secret;
    }
  }
  const throwing = Object.defineProperty({}, "get", {
    get: () => {
      throw new Error(secret);
    },
  });

  it.each<[string, unknown]>([
    ["a string", `before ${secret} after`],
    ["an error's message", new Error(secret)],
    ["a cause of a cause", new Error("a", { cause: new Error("b", { cause: { deep: [secret] } }) })],
    ["a property that is not enumerable", hidden],
    ["a symbol's property", { [Symbol("s")]: secret }],
    ["a symbol's description", { key: Symbol(secret) }],
    ["a property's name", { [secret]: 1 }],
    ["a getter of a class", new Guarded()],
    ["an error that a getter throws", throwing],
    ["a Map's key", new Map([[secret, 1]])],
    ["a Set", new Set([secret])],
    ["Headers", new Headers({ authorization: `Bearer ${secret}` })],
    ["bytes", new TextEncoder().encode(secret)],
    ["a buffer", new TextEncoder().encode(secret).buffer],
    ["a URL", encodeURIComponent(secret)],
    ["base64", btoa(secret)],
    ["a function's property", Object.assign(() => {}, { secret })],
  ])("finds a secret in %s", (_, value) => {
    expect(findSecrets(value, ["other", secret]).map((leak) => leak.secret)).toContain(1);
  });

  it("leaves no rejected promise behind that a getter returned", async () => {
    const unhandled: unknown[] = [];
    const listener = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", listener);
    onTestFinished(() => void process.off("unhandledRejection", listener));
    expect(findSecrets(new ReadableStream().getReader(), [secret])).toEqual([]);
    await new Promise(setImmediate);
    expect(unhandled).toEqual([]);
  });

  it("finds nothing in a cycle without a secret, and returns the path of a secret", () => {
    const circle: { text: string; itself?: unknown; more?: unknown } = { text: "harmless" };
    circle.itself = circle;
    expect(findSecrets(circle, [secret])).toEqual([]);
    circle.more = { header: secret };
    expect(findSecrets(circle, [secret])).toEqual([{ path: "value.more.header", secret: 0 }]);
  });
});
