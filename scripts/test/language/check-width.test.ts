import { describe, expect, test } from "vitest";
import { checkWidth } from "../../src/language/check-width.ts";

const FITS = "word ".repeat(19); // 95 characters
const WIDE = "word ".repeat(21);
const linesOf = (path: string, text: string) => checkWidth(path, text).map(({ line }) => line);

describe("checkWidth", () => {
  test.each([
    ["page.md", `${FITS}\n${WIDE}`],
    ["code.ts", `const a = 1;\n// ${WIDE}`],
    ["code.ts", `/**\n * ${WIDE}\n */`],
  ])("rejects a wide line of %s", (path, text) => {
    expect(linesOf(path, text)).toEqual([2]);
  });

  test.each([
    ["page.md", FITS],
    ["page.md", `| ${WIDE} |`],
    ["page.md", `\`\`\`\n${WIDE}\n\`\`\``],
    ["page.md", `${FITS}[it](docs/a-long-target.md)`],
    ["code.ts", `const text = "${WIDE}";`],
    ["code.ts", `/**\n * | ${WIDE} |\n */`],
    ["data.json", WIDE],
  ])("accepts a line of %s that fits or cannot be wrapped", (path, text) => {
    expect(linesOf(path, text)).toEqual([]);
  });

  test("rejects a test name of more than 80 characters", () => {
    const source = (length: number) => `\n  test.each([1])("${"n".repeat(length)}", () => {});\n`;
    expect(linesOf("a.test.ts", source(81))).toEqual([2]);
    expect(linesOf("a.test.ts", source(80))).toEqual([]);
  });
});
