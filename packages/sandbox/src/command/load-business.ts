import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ParsedFlags } from "@wakapay/command";
import { parse as parseYaml } from "yaml";
import { forwardTo } from "../api/forward-to.ts";
import { serveExamples } from "../api/serve-examples.ts";
import { type BusinessHandler, type BusinessRoutes, businessSchema } from "../options/business.ts";
import { parse } from "../options/parse.ts";
import { plainObject } from "../options/schema.ts";
import { openapi, routes, upstream, upstreamAuthorization } from "./flags.ts";

type Business = BusinessHandler | BusinessRoutes;

/**
 * Loads the routes that `--routes`, `--upstream`, or `--openapi` adds to the sandbox. Returns
 * `undefined` without these flags.
 *
 * Throws a `TypeError` if several of them are set, or if a file cannot be loaded.
 */
export async function loadBusiness(flags: ParsedFlags): Promise<Business | undefined> {
  const authorization = flags.valueOf(upstreamAuthorization);
  const sources = [
    { flag: routes, load: loadRoutes },
    { flag: upstream, load: (url: string) => forwardTo(url, { authorization }) },
    { flag: openapi, load: loadExamples },
  ].flatMap(({ flag, load }) => {
    const value = flags.valueOf(flag);
    return value === undefined ? [] : [{ flag, load, value }];
  });
  const [source, ...others] = sources;
  if (source === undefined) return undefined;
  if (others.length > 0) {
    const names = sources.map(({ flag }) => `\`--${flag.name}\``).join(" and ");
    throw new TypeError(`Set only one of \`--routes\`, \`--upstream\`, and \`--openapi\` (got ${names}).`);
  }
  const { flag, load, value } = source;
  try {
    return await load(value);
  } catch (error) {
    throw new TypeError(`\`--${flag.name}\` cannot be used: ${describe(error)}`, { cause: error });
  }
}

async function loadRoutes(file: string): Promise<Business> {
  const path = resolve(file);
  if (!existsSync(path)) throw new TypeError("the file does not exist");
  const module: { readonly default?: unknown } = await import(pathToFileURL(path).href);
  return parse(businessSchema, module.default, "default export");
}

/** YAML includes JSON. Warnings of the YAML parser are off, because they quote the document. */
async function loadExamples(file: string): Promise<BusinessHandler> {
  if (!existsSync(file)) throw new TypeError("the file does not exist");
  const document: unknown = parseYaml(await readFile(file, "utf8"), { logLevel: "error" });
  return serveExamples(parse(plainObject, document, "document"));
}

/** The first line of the message. The parser adds lines of the file. */
function describe(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line.replace(/[:.]?$/, ".");
}
