import * as v from "valibot";
import { hashTextOf, type KeyText, keySchema, readKeyEntry } from "./key-entry.ts";
import { parseTemplate, templateFault } from "./path-template.ts";
import { byName, list, messageOf, objectMessage, text, wholeNumber } from "./schema-parts.ts";
import { tokenRuleSchema } from "./token-rule.ts";

const CALLER = /^[a-z0-9][a-z0-9-]{0,31}$/;
const ACCOUNT = /^(?!default$)[a-z][a-z0-9-]{0,31}$/;
const ORIGIN = /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?!443$)\d{1,5})?$/;
const QUERY_NAME = /^[A-Za-z][\w.-]{0,63}$/;
const QUERY_VALUE = /^(?:\*|[\w.~-]{1,64})$/;

const FLAG = "must be true or false";

/** The schema of a route. */
export const routeSchema = v.strictObject(
  {
    methods: list(
      v.picklist(
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        "must be a method in uppercase, such as GET",
      ),
    ),
    path: v.pipe(
      v.string("must be a path template such as /business/payouts/{id}"),
      v.rawCheck(({ dataset, addIssue }) => {
        const message = dataset.typed ? templateFault(dataset.value) : undefined;
        if (message !== undefined) addIssue({ message });
      }),
    ),
    /** The allowed values of each parameter. `*` allows any value. */
    query: v.optional(
      byName(
        text(QUERY_NAME, "must be the name of a query parameter"),
        list(text(QUERY_VALUE, 'must be a value as it is sent in the query, or "*"')),
      ),
    ),
    resend: v.optional(v.boolean(FLAG), false),
    maxBodyBytes: v.optional(wholeNumber(1, 10_485_760)),
    timeoutMs: v.optional(wholeNumber(100, 120_000)),
  },
  objectMessage,
);

const callerMembers = v.strictObject(
  {
    keys: v.optional(
      v.pipe(
        v.array(keySchema, "must be a list of key hashes"),
        v.maxLength(2, ({ input }) => `must contain at most two keys. Remove one: ${listKeys(input)}`),
      ),
    ),
    /** Tokens of an identity provider that authenticate the caller, too. */
    tokens: v.optional(v.pipe(list(tokenRuleSchema), v.maxLength(8, "must contain at most eight items"))),
    routes: v.pipe(
      list(routeSchema),
      v.check(
        (routes) =>
          areUnique(
            routes.flatMap(({ methods, path }) => {
              const { id } = parseTemplate(path);
              return methods.map((method) => `${method} ${id}`);
            }),
          ),
        "must not contain two routes for the same method and template; merge them",
      ),
    ),
    account: v.optional(
      text(ACCOUNT, "must be 1 to 32 of a-z, 0-9, and -, start with a letter, and not be default"),
    ),
    readOnly: v.optional(v.boolean(FLAG), false),
    burst: v.optional(v.picklist(["small", "medium", "large"], "must be small, medium, or large")),
    /** The daily quota. `whenDown` applies if the quota cannot be counted. */
    quota: v.optional(
      v.strictObject(
        {
          perDay: wholeNumber(1, 1_000_000_000),
          whenDown: v.optional(v.picklist(["allow", "reject"], "must be allow or reject"), "reject"),
        },
        messageOf('an object such as { "perDay": 5000 }'),
      ),
    ),
    operator: v.optional(v.boolean(FLAG), false),
    /** Origins whose pages may call the gateway with this caller's key. */
    origins: v.optional(
      list(text(ORIGIN, "must be an origin as browsers send it, such as https://console.example")),
    ),
  },
  objectMessage,
);

const callerSchema = v.pipe(
  callerMembers,
  v.check(
    ({ keys, tokens }) => keys !== undefined || tokens !== undefined,
    'must contain keys or tokens ("keys": [] if it only uses a service binding)',
  ),
);

/** The schema of a policy. Messages complete a sentence that starts with the place. */
export const policySchema = v.strictObject(
  {
    /** For editors. The gateway ignores it. */
    $schema: v.optional(v.string("must be a string")),
    callers: v.pipe(
      byName(
        text(CALLER, "must be named with 1 to 32 of a-z, 0-9, and -, starting with a letter or digit"),
        callerSchema,
      ),
      v.check((callers) => Object.keys(callers).length > 0, "must contain at least one caller"),
      v.check(
        (callers) => areUnique(Object.values(callers).flatMap(({ keys = [] }) => keys.map(hashTextOf))),
        "must not contain the same key hash twice",
      ),
    ),
  },
  objectMessage,
);

/** Names keys by their ID. The first to remove is one that has expired. */
function listKeys(keys: readonly KeyText[]): string {
  return keys
    .map(readKeyEntry)
    .map(({ id, expires }) => (expires === undefined ? id : `${id} (expires ${expires})`))
    .join(", ");
}

function areUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
