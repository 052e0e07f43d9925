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

/** The program that runs the suite. */
export const ENTRY: string = fileURLToPath(new URL("process-entry.ts", import.meta.url));

/** Launches the suite as a program. Rejects if it fails, including unhandled rejections. */
export function launchProcess({ path, args = [], env = {} }: Command, entry = ENTRY): Launch {
  return async (address) => {
    const { stdout } = await promisify(execFile)(path, [...args, entry], {
      env: { ...process.env, ...env, ...environmentOf(address) },
    });
    return JSON.parse(stdout);
  };
}
