/** A response that an OpenAPI document gives as an example. */
export interface ExampleResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `null` for a status without a body. */
  readonly body: string | null;
}

/** Follows the `$ref` of a value, if it has one. */
type Resolve = (node: unknown) => unknown;

const NO_CONTENT = [204, 205];

/**
 * Returns the first example of an operation's 2xx responses, in ascending order of status. Returns
 * `undefined` if there is none.
 *
 * Prefers JSON. Uses `example` and `examples` of the media type, then those of its schema. A 204
 * and a 205 need no example.
 */
export function readExample(operation: unknown, resolve: Resolve): ExampleResponse | undefined {
  const responses = Object.entries(asObject(resolve(asObject(operation)["responses"])))
    .filter(([status]) => /^2(\d\d|XX)$/i.test(status))
    .sort(([one], [other]) => one.localeCompare(other));
  for (const [code, node] of responses) {
    const response = asObject(resolve(node));
    const status = Number(code.replace(/xx/i, "00"));
    const headers = exampleHeaders(response["headers"], resolve);
    if (NO_CONTENT.includes(status)) return { status, headers, body: null };
    const content = firstContent(response["content"], resolve);
    if (content === undefined) continue;
    return { status, headers: { ...headers, "Content-Type": content.type }, body: content.body };
  }
  return undefined;
}

function firstContent(content: unknown, resolve: Resolve): { type: string; body: string } | undefined {
  const types = Object.entries(asObject(content));
  const ordered = [...types.filter(([type]) => isJson(type)), ...types.filter(([type]) => !isJson(type))];
  for (const [type, node] of ordered) {
    const mediaType = asObject(resolve(node));
    const example =
      exampleOf(mediaType, resolve) ?? exampleOf(asObject(resolve(mediaType["schema"])), resolve);
    if (example === undefined) continue;
    if (isJson(type)) return { type, body: JSON.stringify(example.value) };
    if (typeof example.value === "string") return { type, body: example.value };
  }
  return undefined;
}

/** Reads `example` or the first of `examples`: Example Objects by name, or values in a list. */
function exampleOf(node: Record<string, unknown>, resolve: Resolve): { value: unknown } | undefined {
  if ("example" in node) return { value: node["example"] };
  const examples = node["examples"];
  if (Array.isArray(examples)) return examples.length === 0 ? undefined : { value: examples[0] };
  const values = Object.values(asObject(examples)).map((example) => asObject(resolve(example)));
  const first = values.find((example) => "value" in example);
  return first && { value: first["value"] };
}

function exampleHeaders(headers: unknown, resolve: Resolve): Record<string, string> {
  const examples = Object.entries(asObject(headers)).flatMap(([name, node]) => {
    const header = asObject(resolve(node));
    const example = exampleOf(header, resolve) ?? exampleOf(asObject(resolve(header["schema"])), resolve);
    return example === undefined || /^content-/i.test(name) ? [] : [[name, String(example.value)]];
  });
  return Object.fromEntries(examples);
}

function isJson(type: string): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(type);
}

/** Returns an object as it is, and an empty object for everything else. */
export function asObject(node: unknown): Record<string, unknown> {
  return isObject(node) ? node : {};
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}
