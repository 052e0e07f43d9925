import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file cannot be used. The message contains nothing of the file. */
export class FileError extends Error {
  override readonly name = "FileError";
}

/** A policy, and the path of its file in the gateway's folder. */
export interface PolicyFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the policy of an environment: `policy/<environment>.json`, or `policy.json` if that file
 * does not exist. Throws {@link FileError}.
 */
export async function readPolicyFile(folder: string, environment: string): Promise<PolicyFile> {
  for (const name of [`policy/${environment}.json`, "policy.json"]) {
    const text = await readText(folder, name);
    if (text !== undefined) return { name, text };
  }
  throw new FileError(`policy/${environment}.json or policy.json must exist`);
}

/** Reads a file of the gateway's folder, if it exists. Throws {@link FileError}. */
export async function readText(folder: string, name: string): Promise<string | undefined> {
  try {
    return String(await readFile(join(folder, name)));
  } catch (error) {
    const { code } = Object(error);
    if (code === "ENOENT") return undefined;
    throw new FileError(`${name} cannot be read (${code})`);
  }
}
