import { array, check, custom, lazy, optional, pipe, strictObject } from "valibot";
import { shapeOf } from "./path-template.ts";

const CALLER = /^[a-z0-9][a-z0-9-]{0,31}$/;
const HASH = /^sha256:[0-9a-f]{64}$/;
const TEMPLATE = /^\/business(?:\/(?:[\w-]+|\{[a-z][A-Za-z0-9]*\}))*(?:\/\*\*)?$/;
const TOKEN_ROUTE = /^\/business(?:\/auth(?:\/|$)|$)/i;
const ORIGIN = /^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::(?!443$)\d{1,5})?$/;
const QUERY_NAME = /^[A-Za-z][\w.-]{0,63}$/;
const QUERY_VALUE = /^(?:\*|[\w.~-]{1,64})$/;

/** A route that a caller may use. */
export const routeSchema = strictObject({
  methods: listOf(
    oneOf(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], "a method in capitals is expected"),
  ),
  path: pipe(
    text(
      TEMPLATE,
      "a template such as /business/balance, /business/payouts/{id} or /business/** is expected",
    ),
    check((path) => !TOKEN_ROUTE.test(path), "the token endpoint is never a route"),
  ),
  /** Each parameter with the values that it may have, as they stand in the query; `*` is any. */
  query: optional(
    byName(
      QUERY_NAME,
      "a query parameter's name is expected",
      listOf(text(QUERY_VALUE, "a value as it stands in the query, or *, is expected")),
    ),
  ),
  resend: flag(),
  maxBodyBytes: wholeNumber(1, 10_485_760),
  timeoutMs: wholeNumber(100, 120_000),
});

const callerSchema = strictObject({
  keys: pipe(
    array(text(HASH, "sha256: and 64 lower-case hex digits are expected")),
    check((keys) => keys.length <= 2, "at most two active keys are expected"),
  ),
  routes: pipe(
    listOf(routeSchema),
    check(
      (routes) =>
        areUnique(routes.flatMap(({ methods, path }) => methods.map((method) => method + shapeOf(path)))),
      "one route for each template and method is expected; merge them",
    ),
  ),
  readOnly: flag(),
  burst: optional(oneOf(["small", "medium", "large"], "small, medium or large is expected")),
  operator: flag(),
  /** Whose pages may call with this caller's key from a browser. */
  origins: optional(
    listOf(text(ORIGIN, "an origin such as https://console.example, as browsers send it, is expected")),
  ),
});

/** The shape of a policy. Every message is ours and quotes nothing. */
export const policySchema = strictObject({
  callers: pipe(
    byName(CALLER, "a caller's name is 1 to 32 of a-z, 0-9 and -, not constructor", callerSchema),
    check((callers) => Object.keys(callers).length > 0, "at least one caller is expected"),
    check(
      (callers) => areUnique(Object.values(callers).flatMap(({ keys }) => keys)),
      "no key hash may occur twice",
    ),
  ),
});

function areUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

function text(shape: RegExp, message: string) {
  return custom<string>((value) => typeof value === "string" && shape.test(value), message);
}

function oneOf<const Choice>(choices: readonly Choice[], message: string) {
  return custom<Choice>((value) => choices.some((choice) => choice === value), message);
}

function flag() {
  return optional(oneOf([true, false], "true or false is expected"), false);
}

function wholeNumber(from: number, to: number) {
  return optional(
    custom<number>(
      (value) => typeof value === "number" && Number.isInteger(value) && value >= from && value <= to,
      `a whole number from ${from} to ${to} is expected`,
    ),
  );
}

/**
 * Whatever stands under names of a shape that are not every object's.
 *
 * (The library's own records pass over members named `constructor` as if they were not there.)
 */
function byName<const Value extends Parameters<typeof array>[0]>(
  shape: RegExp,
  message: string,
  value: Value,
) {
  const misnamed = custom<never>(() => false, message);
  return lazy((named) => {
    const names = Object.keys(named ?? {});
    const isRight = (name: string) => shape.test(name) && !(name in {});
    return strictObject(Object.fromEntries(names.map((name) => [name, isRight(name) ? value : misnamed])));
  });
}

function listOf<const Item extends Parameters<typeof array>[0]>(item: Item) {
  return pipe(
    array(item),
    check((items) => items.length > 0, "at least one is expected"),
  );
}
