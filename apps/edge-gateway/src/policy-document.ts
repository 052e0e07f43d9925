import {
  array,
  boolean,
  check,
  getDotPath,
  type InferOutput,
  integer,
  literal,
  maxLength,
  maxValue,
  minLength,
  minValue,
  number,
  optional,
  picklist,
  pipe,
  record,
  regex,
  safeParse,
  strictObject,
  string,
  union,
} from "valibot";

const CALLER = /^[a-z0-9][a-z0-9-]{0,31}$/;
const HASH = /^sha256:[0-9a-f]{64}$/;
const TEMPLATE = /^\/business(?:\/(?:[A-Za-z0-9_-]+|\{[a-z][A-Za-z0-9]*\}))*(?:\/\*\*)?$/;
const TOKEN_ROUTE = /^\/business(?:\/auth(?:\/|$)|$)/i;
const QUERY_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;
const QUERY_VALUE = /^[A-Za-z0-9_.~-]{1,64}$/;

const route = strictObject({
  methods: pipe(
    array(picklist(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], "a method in capitals is expected")),
    minLength(1, "at least one method is expected"),
  ),
  path: pipe(
    string("a path template is expected"),
    regex(
      TEMPLATE,
      "a template such as /business/balance, /business/payouts/{id} or /business/** is expected",
    ),
    check((path) => !TOKEN_ROUTE.test(path), "the token endpoint is never a route"),
  ),
  query: optional(
    record(
      pipe(string(), regex(QUERY_NAME, "a query parameter's name is expected")),
      union(
        [
          literal("any"),
          pipe(
            array(pipe(string(), regex(QUERY_VALUE, "a value as it stands in the query is expected"))),
            minLength(1, "at least one value is expected"),
          ),
        ],
        "«any» or a list of values is expected",
      ),
    ),
  ),
  resend: optional(boolean("true or false is expected")),
  maxBodyBytes: optional(
    pipe(
      number("a number of bytes is expected"),
      integer("a whole number of bytes is expected"),
      minValue(1, "at least one byte is expected"),
      maxValue(10_485_760, "at most 10 MiB are expected"),
    ),
  ),
});

const caller = strictObject({
  keys: pipe(
    array(
      pipe(string("a hash is expected"), regex(HASH, "sha256: and 64 lower-case hex digits are expected")),
    ),
    maxLength(2, "at most two active keys are expected"),
  ),
  routes: pipe(array(route), minLength(1, "at least one route is expected")),
  readOnly: optional(boolean("true or false is expected")),
  operator: optional(boolean("true or false is expected")),
});

const document = strictObject(
  {
    callers: pipe(
      record(pipe(string(), regex(CALLER, "a caller's name is 1 to 32 of a-z, 0-9 and -")), caller),
      check((callers) => Object.keys(callers).length > 0, "at least one caller is expected"),
      check((callers) => {
        const hashes = Object.values(callers).flatMap(({ keys }) => keys);
        return new Set(hashes).size === hashes.length;
      }, "no key hash may occur twice"),
    ),
  },
  "an object with «callers» is expected",
);

/** A route that a caller may use, as the policy states it. */
export type Route = InferOutput<typeof route>;

/** A caller, with what its policy lets it do. */
export interface Caller {
  readonly name: string;
  /** SHA-256 of its active keys, at most two. */
  readonly keyHashes: readonly Uint8Array<ArrayBuffer>[];
  readonly routes: readonly Route[];
  /** Only GET and HEAD, whatever the routes say. */
  readonly readOnly: boolean;
  /** May ask `/readyz` for the state of the broker. */
  readonly operator: boolean;
}

/** All callers by name. */
export type Callers = ReadonlyMap<string, Caller>;

/** A policy that is right, or every fault in it: where, and what was expected there; never a value. */
export type ReadPolicy = { readonly callers: Callers } | { readonly faults: readonly string[] };

/**
 * Reads the callers' policy, a JSON document whose shape `policy.example.json` shows.
 *
 * Unknown members are faults, so that a misspelled restriction never passes as none.
 */
export function readPolicy(value: unknown): ReadPolicy {
  const parsed = safeParse(document, value);
  if (!parsed.success) {
    return {
      faults: parsed.issues.map((issue) => `policy ${getDotPath(issue) ?? "(root)"}: ${said(issue)}`),
    };
  }
  const callers = Object.entries(parsed.output.callers).map(
    ([name, { keys, routes, readOnly, operator }]) => {
      const keyHashes = keys.map((hash) => bytesOf(hash.slice("sha256:".length)));
      return [
        name,
        { name, keyHashes, routes, readOnly: readOnly === true, operator: operator === true },
      ] as const;
    },
  );
  return { callers: new Map(callers) };
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The library's own messages quote what they received; only ours may be shown. */
function said({
  expected,
  received,
  message,
}: {
  expected: string | null;
  received: string;
  message: string;
}): string {
  if (expected === "never") return "is not known here";
  if (received === "undefined") return "is missing";
  return message.startsWith("Invalid ") ? `${expected} is expected` : message;
}
