import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { FileError, parsePolicyFile, readText } from "./policy-file.ts";

/** Whether a folder has policies, all of them are JSON, and none contains a caller. */
export async function isNewCaller(folder: string, caller: string): Promise<boolean> {
  const inner = await readdir(join(folder, "policy")).catch(() => []);
  const names = [
    "policy.json",
    ...inner.filter((name) => name.endsWith(".json")).map((name) => `policy/${name}`),
  ];
  try {
    const documents = [];
    for (const name of names) {
      const text = await readText(folder, name);
      if (text !== undefined) documents.push(parsePolicyFile({ name, text }));
    }
    const isKnown = documents.some((document) => Object.hasOwn(Object(Object(document).callers), caller));
    return documents.length > 0 && !isKnown;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
