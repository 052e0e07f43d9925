import { expect, test } from "vitest";
import { page, samples } from "./sample.ts";

const withoutSpace = (text: string) => text.replace(/\s+/g, "");

test("the samples that are run are those of the page, but for white space", () => {
  expect(samples.size).toBe(6);
  for (const [name, code] of samples) expect(withoutSpace(page), name).toContain(withoutSpace(code));
});
