import {
  array,
  boolean,
  check,
  type GenericSchema,
  integer,
  maxLength,
  maxValue,
  minValue,
  nonEmpty,
  number,
  optional,
  picklist,
  pipe,
  type RegexAction,
  rawCheck,
  record,
  regex,
  type StrictObjectIssue,
  strictObject,
  string,
  unknown,
} from "valibot";
import { parseTemplate, templateFault, templateId } from "./path-template.ts";

const CALLER = /^[a-z0-9][a-z0-9-]{0,31}$/;
const HASH = /^sha256:[0-9a-f]{64}$/;
const ORIGIN = /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?!443$)\d{1,5})?$/;
const QUERY_NAME = /^[A-Za-z][\w.-]{0,63}$/;
const QUERY_VALUE = /^(?:\*|[\w.~-]{1,64})$/;
/** Names that valibot's `record` omits without an issue. */
const OMITTED = ["__proto__", "prototype", "constructor"];

const LIST = "must be a list with at least one item";
const FLAG = "must be true or false";

/** The schema of a route. */
export const routeSchema = strictObject(
  {
    methods: pipe(
      array(
        picklist(
          ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
          "must be a method in uppercase, such as GET",
        ),
        LIST,
      ),
      nonEmpty(LIST),
    ),
    path: pipe(
      string("must be a path template such as /business/payouts/{id}"),
      rawCheck(({ dataset, addIssue }) => {
        const message = dataset.typed ? templateFault(dataset.value) : undefined;
        if (message !== undefined) addIssue({ message });
      }),
    ),
    /** The allowed values of each parameter. `*` allows any value. */
    query: optional(
      byName(
        regex(QUERY_NAME, "must be the name of a query parameter"),
        pipe(
          array(
            pipe(string(), regex(QUERY_VALUE, 'must be a value as it is sent in the query, or "*"')),
            LIST,
          ),
          nonEmpty(LIST),
        ),
      ),
    ),
    resend: optional(boolean(FLAG), false),
    maxBodyBytes: optional(wholeNumber(1, 10_485_760)),
    timeoutMs: optional(wholeNumber(100, 120_000)),
  },
  objectMessage,
);

const callerSchema = strictObject(
  {
    keys: pipe(
      array(
        pipe(string(), regex(HASH, "must be sha256: and 64 lowercase hex digits")),
        "must be a list of key hashes",
      ),
      maxLength(2, "must contain at most two hashes"),
    ),
    routes: pipe(
      array(routeSchema, LIST),
      nonEmpty(LIST),
      check(
        (routes) =>
          areUnique(
            routes.flatMap(({ methods, path }) =>
              methods.map((method) => `${method} ${templateId(parseTemplate(path))}`),
            ),
          ),
        "must not contain two routes for the same method and template; merge them",
      ),
    ),
    readOnly: optional(boolean(FLAG), false),
    burst: optional(picklist(["small", "medium", "large"], "must be small, medium, or large")),
    operator: optional(boolean(FLAG), false),
    /** Origins whose pages may call the gateway with this caller's key. */
    origins: optional(
      pipe(
        array(
          pipe(
            string(),
            regex(ORIGIN, "must be an origin as browsers send it, such as https://console.example"),
          ),
          LIST,
        ),
        nonEmpty(LIST),
      ),
    ),
  },
  objectMessage,
);

/** The schema of a policy. Messages complete a sentence that starts with the place. */
export const policySchema = strictObject(
  {
    callers: pipe(
      byName(
        regex(CALLER, "must be named with 1 to 32 of a-z, 0-9, and -, starting with a letter or digit"),
        callerSchema,
      ),
      check((callers) => Object.keys(callers).length > 0, "must contain at least one caller"),
      check(
        (callers) => areUnique(Object.values(callers).flatMap(({ keys }) => keys)),
        "must not contain the same key hash twice",
      ),
    ),
  },
  objectMessage,
);

/** An object with arbitrary names, of which {@link OMITTED} are not allowed. */
function byName<const Value extends GenericSchema>(name: RegexAction<string, string>, value: Value) {
  return pipe(
    unknown(),
    check((input) => !Array.isArray(input), "must be an object"),
    check(
      (input) => !OMITTED.some((omitted) => Object.hasOwn(Object(input), omitted)),
      "must not contain a reserved name such as constructor",
    ),
    record(pipe(string(), name), value, "must be an object"),
  );
}

function wholeNumber(from: number, to: number) {
  const message = `must be a whole number from ${from} to ${to}`;
  return pipe(number(message), integer(message), minValue(from, message), maxValue(to, message));
}

function objectMessage({ expected, received }: StrictObjectIssue): string {
  if (expected === "never") return "is not a known member";
  return received === "undefined" ? "is missing" : "must be an object";
}

function areUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
