import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { JsonError, parseJson } from "../policy/parse-json.ts";
import type { Findings } from "./findings.ts";

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

/** Parses a policy. Throws {@link FileError} if it is not JSON. */
export function parsePolicyFile({ name, text }: PolicyFile): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) throw new FileError(`${name} is not valid JSON: ${error.message}`);
    throw error;
  }
}

/** Returns a {@link FileError} as a fault. Throws other errors. */
export function faultsOf(error: unknown): Findings {
  if (error instanceof FileError) return { faults: [error.message], warnings: [] };
  throw error;
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
