import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { environmentOf } from "./environment.ts";
import type { Launch } from "./on-runtime.ts";

/** How to start a runtime that runs TypeScript. */
export interface Command {
  readonly path: string;
  /** The arguments before the script's name. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const ENTRY = fileURLToPath(new URL("process-entry.ts", import.meta.url));

/** Launches the suite as a program. Rejects if the program fails, including unhandled rejections. */
export function launchProcess({ path, args = [], env = {} }: Command): Launch {
  return async (address) => {
    const { stdout } = await promisify(execFile)(path, [...args, ENTRY], {
      env: { ...process.env, ...env, ...environmentOf(address) },
    });
    return JSON.parse(stdout);
  };
}
