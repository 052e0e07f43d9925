import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a run leaves behind. It is searched for secrets. */
export interface Evidence {
  /** What the gateway's process printed. */
  readonly printed: string;
  /** The responses: status, headers, and body. */
  readonly responses: readonly string[];
  /** The files of the Durable Object's storage, by path. */
  readonly stored: Readonly<Record<string, Uint8Array>>;
  /** The sandbox's journal. */
  readonly journal: unknown;
}

/** Reads a response to its end and returns it as text, and its body. */
export async function readResponse(response: Response): Promise<{ text: string; body: string }> {
  const body = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return { text: [response.status, ...headers, "", body].join("\n"), body };
}

/** Reads all files in a folder and its subfolders, by path. */
export async function readFiles(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path)])));
}
