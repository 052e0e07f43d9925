import { type BaseIssue, type InferOutput, safeParse } from "valibot";
import { bySpecificity, type Template, templateOf } from "./path-template.ts";
import { policySchema, type routeSchema } from "./policy-schema.ts";

const NAME = /^(?!.*wgk_)[a-z0-9][a-z_.-]{0,31}\d{0,2}$/i;

/** A route that a caller may use, as the policy states it. */
export interface Route extends InferOutput<typeof routeSchema>, Template {}

/** A caller, with what its policy lets it do. */
export interface Caller {
  readonly name: string;
  /** SHA-256 of its active keys, at most two. */
  readonly keyHashes: readonly Uint8Array<ArrayBuffer>[];
  /** The most specific template first. */
  readonly routes: readonly Route[];
  /** Only GET and HEAD, whatever the routes say. */
  readonly readOnly: boolean;
  /** Which rate-limit binding counts its requests; without one they are not counted. */
  readonly burst?: "small" | "medium" | "large" | undefined;
  /** May ask `/readyz` for the state of the broker. */
  readonly operator: boolean;
  /** The origins whose pages may call as this caller from a browser; without any, none may. */
  readonly origins?: readonly string[] | undefined;
}

/** All callers by name. */
export type Callers = ReadonlyMap<string, Caller>;

/** A policy that is right, or every fault in it: where, and what was expected there; never a value. */
export type ReadPolicy = { readonly callers: Callers } | { readonly faults: readonly string[] };

/**
 * Reads the callers' policy, a JSON document whose shape `policy/example.json` shows.
 *
 * Unknown members are faults, so that a misspelled restriction never passes as none.
 */
export function readPolicy(value: unknown): ReadPolicy {
  const parsed = safeParse(policySchema, value);
  if (!parsed.success) {
    return {
      faults: parsed.issues.map((issue) => `policy ${placeOf(issue)}: ${said(issue)}`),
    };
  }
  const callers = Object.entries(parsed.output.callers).map(([name, { keys, routes: stated, ...others }]) => {
    const routes = stated.map((route) => ({ ...route, ...templateOf(route.path) })).sort(bySpecificity);
    const keyHashes = keys.map((hash) => bytesOf(hash.slice("sha256:".length)));
    return [name, { name, keyHashes, routes, ...others }] as const;
  });
  return { callers: new Map(callers) };
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number(`0x${pair}`));
}

/**
 * A name as it may be shown, since what is in its place by mistake may be a secret: letters, `-`, `_` and `.`, with at most one
 * digit before and two behind; no gateway key.
 */
export function shownName(name: unknown): string {
  return NAME.exec(String(name))?.[0] ?? "(name)";
}

function placeOf({ path }: BaseIssue<unknown>): string {
  return path?.map(({ key }) => shownName(key)).join(".") ?? "(root)";
}

/** The library's own messages quote what they received; only ours may be shown. */
function said({ expected, received, message }: BaseIssue<unknown>): string {
  if (expected === "never") return "is not known here";
  if (received === "undefined") return "is missing";
  return /^Invalid /.test(message) ? `${expected} is expected` : message;
}
