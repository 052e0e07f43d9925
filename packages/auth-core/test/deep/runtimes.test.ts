import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { inject } from "vitest";
import { type Command, ENTRY, launchProcess } from "../runtimes/launch-process.ts";
import { type Launch, onRuntime } from "../runtimes/on-runtime.ts";
import type { Tool } from "./install-tool.ts";
import { OLDEST_NODE } from "./tools.ts";

const RUNTIMES: Readonly<Record<string, (tool: Tool) => Command>> = {
  node: ({ folder }) => ({ path: join(folder, "node_modules/.bin/node") }),
  bun: ({ folder }) => ({ path: join(folder, "node_modules/.bin/bun") }),
  deno: ({ folder }) => ({
    path: join(folder, "node_modules/.bin/deno"),
    args: ["run", "--no-prompt", "--allow-env", "--allow-net"],
    env: { DENO_DIR: join(folder, "cache"), DENO_NO_UPDATE_CHECK: "1" },
  }),
};

for (const tool of inject("tools")) {
  const command = RUNTIMES[tool.name]?.(tool);
  if (command === undefined) continue;
  const launch = tool.version === OLDEST_NODE ? launchBundle(command) : launchProcess(command);
  onRuntime(`${tool.name} ${tool.version}`, launch);
}

/** Launches the suite as bundled JavaScript, for a runtime that does not run TypeScript. */
function launchBundle(command: Command): Launch {
  return async (address) => {
    const folder = await mkdtemp(join(tmpdir(), "suite-"));
    const entry = join(folder, "suite.mjs");
    try {
      await build({ entryPoints: [ENTRY], outfile: entry, bundle: true, format: "esm", platform: "node" });
      return await launchProcess(command, entry)(address);
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}
