import { readFile } from "node:fs/promises";

/**
 * Reads the body of `--data`: a text, or with `@` the contents of a file, or of stdin for `@-`.
 *
 * Throws a `TypeError` if it cannot be read or is not JSON. It contains nothing of the body.
 */
export async function readData(text: string, stdin: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const bytes = text.startsWith("@") ? await readSource(text.slice(1), stdin) : Buffer.from(text);
  if (isJson(bytes)) return bytes;
  throw new TypeError(
    "`--data` must be JSON. For a file, write `--data @file`, and check quotes of the shell.",
  );
}

async function readSource(source: string, stdin: AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (source === "-") {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stdin) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(source);
  } catch (error) {
    throw new TypeError(`\`--data\` must name a file that can be read (${Object(error).code}).`);
  }
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
