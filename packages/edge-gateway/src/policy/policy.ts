import * as v from "valibot";
import { type KeyEntry, readKeyEntry } from "./key-entry.ts";
import { JsonError, parseJson } from "./parse-json.ts";
import { bySpecificity, type PathTemplate, parseTemplate } from "./path-template.ts";
import { policySchema, type routeSchema } from "./policy-schema.ts";
import { shortName } from "./short-name.ts";
import { readTokenRule, type TokenRule } from "./token-rule.ts";

/** A route of a policy, with its parsed path template. */
export interface Route extends Omit<v.InferOutput<typeof routeSchema>, "query">, PathTemplate {
  /** The allowed values of each parameter. `*` allows any value. Default: any query. */
  readonly query: ReadonlyMap<string, readonly string[]> | undefined;
}

/** A daily quota. */
export interface Quota {
  readonly perDay: number;
  /** What happens to a request that cannot be counted. */
  readonly whenDown: "allow" | "reject";
}

/** A caller and its permissions. */
export interface Caller {
  readonly name: string;
  /** The gateway keys: at most two. */
  readonly keys: readonly KeyEntry[];
  /** The tokens of identity providers that authenticate the caller, too. Default: none. */
  readonly tokens?: readonly TokenRule[] | undefined;
  /** Sorted: the most specific template first. */
  readonly routes: readonly Route[];
  /** The WakaPay account that the caller uses. Default: the account without a name. */
  readonly account?: string | undefined;
  /** Allows only GET and HEAD on every route. */
  readonly readOnly: boolean;
  /** The rate-limit binding that counts the requests. Default: not counted. */
  readonly burst?: "small" | "medium" | "large" | undefined;
  /** The quota of requests per day (UTC), for the whole gateway. Default: not limited. */
  readonly quota?: Quota | undefined;
  /** Allows `/readyz`. */
  readonly operator: boolean;
  /** Origins whose pages may send requests with this caller's key. Default: none. */
  readonly origins?: readonly string[] | undefined;
}

/** Callers by name. */
export type Callers = ReadonlyMap<string, Caller>;

/** The callers of a policy, or its faults. A fault names its place and no value. */
export type PolicyResult = { readonly callers: Callers } | { readonly faults: readonly string[] };

/**
 * Reads a policy, whose format `policy/example.json` shows.
 *
 * Unknown members are faults, so a misspelled restriction is never ignored.
 *
 * @example
 * const policy = readPolicy(document);
 * if ("faults" in policy) throw new Error(policy.faults.join("\n"));
 */
export function readPolicy(document: unknown): PolicyResult {
  const parsed = v.safeParse(policySchema, document, { abortPipeEarly: true });
  if (!parsed.success) return { faults: parsed.issues.map(describe) };
  const callers = Object.entries(parsed.output.callers).map(
    ([name, { keys = [], tokens = [], routes, ...others }]) => {
      const caller: Caller = {
        name,
        keys: keys.map(readKeyEntry),
        tokens: tokens.map(readTokenRule),
        routes: routes.map(readRoute).sort(bySpecificity),
        ...others,
      };
      return [name, caller] as const;
    },
  );
  return { callers: new Map(callers) };
}

function readRoute({ query, ...route }: v.InferOutput<typeof routeSchema>): Route {
  const parameters = query && new Map(Object.entries(query));
  return { ...route, ...parseTemplate(route.path), query: parameters };
}

/** Reads the text of a policy. `source` is the name of its file or variable, for faults. */
export function parsePolicy(text: string, source: string): PolicyResult {
  if (text.trim() === "") return { faults: [`${source} is missing or empty`] };
  try {
    return readPolicy(parseJson(text));
  } catch (error) {
    if (error instanceof JsonError) return { faults: [`${source} is not valid JSON: ${error.message}`] };
    throw error;
  }
}

/** Describes a fault, such as `policy callers.billing.routes[0].path must …`. */
function describe({ path, message }: v.BaseIssue<unknown>): string {
  const place = (path ?? []).map(({ key }) =>
    typeof key === "number" ? `[${key}]` : `.${shortName(String(key))}`,
  );
  return `policy${place.join("").replace(".", " ")} ${message}`;
}
