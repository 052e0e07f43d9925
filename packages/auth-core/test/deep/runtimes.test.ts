import { join } from "node:path";
import { inject } from "vitest";
import { type Command, launchProcess } from "../runtimes/launch-process.ts";
import { onRuntime } from "../runtimes/on-runtime.ts";
import type { Tool } from "./install-tool.ts";

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
  if (command !== undefined) onRuntime(`${tool.name} ${tool.version}`, launchProcess(command));
}
