import { HTTPException } from "hono/http-exception";
import * as v from "valibot";
import { methodNotAllowed, SOURCE_HEADER } from "../http/error-response.ts";
import type { BusinessHandler } from "../options/business.ts";
import { parse } from "../options/parse.ts";
import { mustBe, plainObject } from "../options/schema.ts";
import { asObject, type ExampleResponse, readExample } from "./read-examples.ts";

const METHODS = ["get", "head", "post", "put", "patch", "delete", "options"];
const VERSION = 'the version "3.0", "3.1", or "3.2" of OpenAPI. Convert older documents first';

const documentSchema = v.pipe(
  plainObject,
  v.looseObject(
    {
      openapi: v.pipe(v.string(mustBe(VERSION)), v.regex(/^3\.[012](\.|$)/, `must be ${VERSION}`)),
      paths: v.pipe(plainObject, v.record(v.string(), v.unknown())),
      servers: v.optional(v.array(v.looseObject({ url: v.string(mustBe("a string")) }), mustBe("a list"))),
    },
    "is missing",
  ),
);

/** One path of the document. An operation without an example is `undefined`. */
interface Route {
  readonly template: string;
  readonly pattern: RegExp;
  readonly operations: ReadonlyMap<string, ExampleResponse | undefined>;
}

/**
 * Creates a `business` handler that serves the examples of an OpenAPI 3 document.
 *
 * It responds with the first example of the operation's 2xx responses. An operation without an
 * example gets a 501. The sandbox's own routes get the requests to other paths. The handler doesn't
 * validate requests.
 *
 * Throws a `TypeError` if the document isn't OpenAPI 3, refers to another file, or has no path
 * under `/business/`.
 *
 * @example
 * const document = JSON.parse(await readFile("openapi.json", "utf8"));
 * const sandbox = createSandbox({
 *   credentials: [{ apiKey: "my-key", apiSecret: "my-secret" }],
 *   business: serveExamples(document),
 * });
 */
export function serveExamples(document: object): BusinessHandler {
  const routes = readRoutes(document);
  return ({ method, url }) => {
    const { pathname } = new URL(url);
    const route = routes.find(({ pattern }) => pattern.test(pathname));
    if (route === undefined) return undefined;
    const { operations, template } = route;
    const key = method === "HEAD" && !operations.has(method) ? "GET" : method;
    if (!operations.has(key)) return methodNotAllowed([...operations.keys()].join(", "));
    const example = operations.get(key);
    if (example === undefined) {
      const message = `the OpenAPI document has no example for ${key} ${template}: add an \`example\` to its 2xx response`;
      throw new HTTPException(501, { message });
    }
    const { status, headers, body } = example;
    return new Response(body, { status, headers: { ...headers, [SOURCE_HEADER]: "openapi" } });
  };
}

/** Reads all routes under `/business/`. Concrete paths precede paths with parameters. */
function readRoutes(document: object): readonly Route[] {
  const { paths, servers = [] } = parse(documentSchema, document, "document");
  const resolve = createResolver(document);
  const prefixes = new Set(servers.map(({ url }) => url.replace(/^[^/]+:\/\/[^/]*|\/$/g, "")));
  const routes = [...(prefixes.size === 0 ? [""] : prefixes)].flatMap((prefix) =>
    Object.entries(paths).map(([path, node]) =>
      readRoute(`${prefix}${path}`, asObject(resolve(node)), resolve),
    ),
  );
  const served = routes.filter(({ template }) => template.startsWith("/business/"));
  if (served.length === 0) {
    const fix = "Add the prefix to its paths, or to the URL of its `servers`";
    throw new TypeError(`The OpenAPI document has no path under /business/. ${fix}.`);
  }
  const parameters = ({ template }: Route) => template.split("{").length;
  return served.sort((one, other) => parameters(one) - parameters(other));
}

function readRoute(
  template: string,
  item: Record<string, unknown>,
  resolve: (node: unknown) => unknown,
): Route {
  const methods = METHODS.filter((method) => Object.hasOwn(item, method));
  const operations = new Map(
    methods.map((method) => [method.toUpperCase(), readExample(resolve(item[method]), resolve)]),
  );
  const literals = template.split(/\{[^}]*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return { template, pattern: new RegExp(`^${literals.join("[^/]+")}$`), operations };
}

/** Creates a function that follows references inside a document, such as `#/components/a/b`. */
function createResolver(document: object): (node: unknown) => unknown {
  const resolve = (node: unknown, depth = 0): unknown => {
    const reference = asObject(node)["$ref"];
    if (typeof reference !== "string") return node;
    if (!reference.startsWith("#/")) {
      const fix = "Bundle it into one file, for example with `npx @redocly/cli bundle`";
      throw new TypeError(`The OpenAPI document refers to another file: ${reference}. ${fix}.`);
    }
    const keys = decodeURIComponent(reference).slice(2).split("/");
    const target = keys.reduce<unknown>((value, key) => {
      const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
      return Object.hasOwn(Object(value), name) ? Reflect.get(Object(value), name) : undefined;
    }, document);
    if (target === undefined || depth > 32) {
      throw new TypeError(`The OpenAPI document has a reference without a target: ${reference}. Correct it.`);
    }
    return resolve(target, depth + 1);
  };
  return (node) => resolve(node);
}
