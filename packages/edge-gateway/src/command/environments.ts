import * as v from "valibot";
import { JsonError, parseJson } from "../policy/parse-json.ts";
import { FileError, readText } from "./policy-file.ts";

const WRANGLER = "wrangler.jsonc";
/** The environment of developers' machines, which is never deployed. */
export const LOCAL = "local";

const environmentSchema = v.object({
  vars: v.optional(v.object({ GATEWAY_ENVIRONMENT: v.optional(v.unknown()) }), {}),
  ratelimits: v.optional(v.array(v.object({ name: v.string(), namespace_id: v.string() })), []),
});
const wranglerSchema = v.object({
  ...environmentSchema.entries,
  env: v.optional(v.record(v.string(), environmentSchema), {}),
});

/** An environment of `wrangler.jsonc`. */
export interface Environment extends v.InferOutput<typeof environmentSchema> {
  /** The name in `env`. Empty for the top level. */
  readonly env: string;
}

/** Environments by their `GATEWAY_ENVIRONMENT`. */
export type Environments = ReadonlyMap<string, Environment>;

/**
 * Reads the environments of `wrangler.jsonc` that can be deployed: all except `local`. The top
 * level is one if its `vars` set `GATEWAY_ENVIRONMENT`.
 *
 * Throws {@link FileError}.
 */
export async function readEnvironments(folder: string): Promise<Environments> {
  const text = await readText(folder, WRANGLER);
  if (text === undefined) {
    throw new FileError(`${WRANGLER} must exist: run this command in the folder of the gateway`);
  }
  const { env, ...topLevel } = parseWrangler(text);
  const { GATEWAY_ENVIRONMENT: name } = topLevel.vars;
  const environments = new Map<string, Environment>();
  if (typeof name === "string" && name !== "") environments.set(name, { ...topLevel, env: "" });
  for (const [name, environment] of Object.entries(env))
    environments.set(name, { ...environment, env: name });
  environments.delete(LOCAL);
  if (environments.size > 0) return environments;
  throw new FileError(`${WRANGLER} must set GATEWAY_ENVIRONMENT in vars, or contain an environment in env`);
}

/**
 * Returns the environments that the arguments of a command name, or all without arguments. Throws a
 * `TypeError` for another name.
 */
export function namesOf(environments: Environments, names: readonly string[]): readonly string[] {
  const all = [...environments.keys()];
  const unknown = names.find((name) => !environments.has(name));
  if (unknown === undefined) return names.length === 0 ? all : names;
  throw new TypeError(`The environment must be ${all.join(" or ")} (got "${unknown}").`);
}

function parseWrangler(text: string): v.InferOutput<typeof wranglerSchema> {
  try {
    const { success, output } = v.safeParse(wranglerSchema, parseJson(text, { isJsonc: true }));
    if (success) return output;
    throw new FileError(`${WRANGLER} must be an object, and list name and namespace_id of every rate limit`);
  } catch (error) {
    if (error instanceof JsonError) throw new FileError(`${WRANGLER} is not valid JSONC: ${error.message}`);
    throw error;
  }
}
