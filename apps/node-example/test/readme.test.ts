import { readFile } from "node:fs/promises";
import { serve } from "@wakapay/sandbox/serve";
import { expect, test } from "vitest";
import { runScript } from "./run-script.ts";

const credentials = { apiKey: "readme-key", apiSecret: "readme-secret" };

async function readmeExample(): Promise<string> {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  return /^```ts\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
}

test("runs the README's example unchanged", async () => {
  const sandbox = await serve({ credentials: [credentials] });
  try {
    const { code, stdout, stderr } = await runScript(
      ["--input-type=module-typescript", "--eval", await readmeExample()],
      {
        WAKAPAY_BASE_URL: sandbox.url,
        WAKAPAY_API_KEY: credentials.apiKey,
        WAKAPAY_API_SECRET: credentials.apiSecret,
      },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("currency: 'USD'");
    expect(sandbox.exchanges()).toBe(1);
  } finally {
    await sandbox.close();
  }
});

test("contains every line of the README's example in balance.ts, in order", async () => {
  const script = await readFile(new URL("../src/balance.ts", import.meta.url), "utf8");
  const lines = linesOf(await readmeExample());
  expect(lines.length).toBeGreaterThan(8);
  let rest = linesOf(script);
  for (const line of lines) {
    expect(rest).toContain(line);
    rest = rest.slice(rest.indexOf(line) + 1);
  }
});

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
