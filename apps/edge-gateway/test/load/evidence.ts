import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** All that a run leaves behind, for a scan to look through. */
export interface Evidence {
  /** What the gateway's process wrote to its standard output and its standard error. */
  readonly printed: string;
  /** Each answer: status, headers, body. */
  readonly answers: readonly string[];
  /** The bytes of each file that the Durable Object's storage consists of. */
  readonly stored: Readonly<Record<string, Uint8Array>>;
  /** What the sandbox remembers of the calls. */
  readonly journal: unknown;
}

/** An answer as a text, and its body. Reads it to its end. */
export async function recorded(answer: Response): Promise<{ text: string; body: string }> {
  const body = await answer.text();
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
  return { text: [answer.status, ...headers, "", body].join("\n"), body };
}

/** The files below a folder, by their paths. */
export async function filesOf(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(await Promise.all(files.map(async (path) => [path, await readFile(path)])));
}
