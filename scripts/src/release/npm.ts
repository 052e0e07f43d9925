import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs npm and returns what it prints. */
export type Npm = (args: readonly string[]) => Promise<string>;

/** The npm of the machine. */
export const npm: Npm = async (args) => (await promisify(execFile)("npm", args)).stdout;

/**
 * Returns whether npm has a `name@version`. npm fails with E404 for a name or version that it does
 * not have.
 */
export async function isPublished(id: string, runNpm: Npm): Promise<boolean> {
  try {
    return (await runNpm(["view", id, "version"])).trim() !== "";
  } catch (error) {
    if (error instanceof Error && error.message.includes("E404")) return false;
    throw error;
  }
}
