import type { TestProject } from "vitest/node";
import { installTool, type Tool } from "./install-tool.ts";

/** The oldest version of Node.js that `engines` in package.json allows. */
export const OLDEST_NODE = "22.0.0";

/** Runtimes and compilers that the workspace does not install. */
const WANTED = [
  `node@${OLDEST_NODE}`,
  "node@22",
  "node@26",
  "bun@1.4.5",
  "deno@2.9.6",
  "typescript@5.9",
  "typescript@6.0",
];

declare module "vitest" {
  interface ProvidedContext {
    tools: readonly Tool[];
  }
}

const missing: string[] = [];

/** Provides the tools that npm can install or has installed before. */
export async function setup({ provide }: TestProject): Promise<void> {
  const tools: Tool[] = [];
  for (const spec of WANTED) {
    try {
      tools.push(await installTool(spec));
    } catch (error) {
      missing.push(`not run: ${spec}, because npm could not install it (${firstLine(error)})\n`);
    }
  }
  provide("tools", tools);
}

/** Reports each tool that could not be installed. */
export function teardown(): void {
  process.stderr.write(missing.join(""));
}

function firstLine(error: unknown): string {
  const { stderr, message } = Object(error);
  return String(stderr || message)
    .split("\n", 1)
    .join("");
}
