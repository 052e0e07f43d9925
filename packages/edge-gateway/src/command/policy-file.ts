import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file cannot be used. The message contains nothing of the file. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/** Returns the path of an environment's policy in the gateway's folder. */
export function policyFileOf(environment: string): string {
  return `policy/${environment}.json`;
}

/** Reads a file of the gateway's folder. Throws {@link FileError}. */
export async function readText(folder: string, name: string): Promise<string> {
  try {
    return String(await readFile(join(folder, name)));
  } catch (error) {
    throw new FileError(`${name} cannot be read (${Object(error).code})`);
  }
}
