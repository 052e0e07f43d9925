import type { TestProject } from "vitest/node";
import { fetched, type Tool } from "./fetched.ts";

/** Runtimes and compilers that are no part of the workspace's install. */
const WANTED = ["node@22", "node@26", "bun@1.4.5", "deno@2.9.6", "typescript@5.9", "typescript@6.0"];

declare module "vitest" {
  interface ProvidedContext {
    tools: readonly Tool[];
  }
}

const missing: string[] = [];

/** Provides those that npm can fetch, or that it has fetched before. */
export async function setup({ provide }: TestProject): Promise<void> {
  const tools: Tool[] = [];
  for (const spec of WANTED) {
    try {
      tools.push(await fetched(spec));
    } catch (error) {
      missing.push(`not run: ${spec}, which npm could not fetch (${firstLine(error)})\n`);
    }
  }
  provide("tools", tools);
}

/** Says of each of the others that nothing ran on it. */
export function teardown(): void {
  process.stderr.write(missing.join(""));
}

function firstLine(error: unknown): string {
  const { stderr, message } = Object(error);
  return String(stderr || message)
    .split("\n", 1)
    .join("");
}
