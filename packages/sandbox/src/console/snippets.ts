/** A value in a sample: a text, or the name of an environment variable with a text before it. */
export type SampleValue = string | { readonly prefix?: string; readonly variable: string };

/** A request to write as code. Secrets are variables, so a sample never contains one. */
export interface SampleRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, SampleValue>>;
  /** A JSON object of strings, or a text to send as it is. */
  readonly body?: Readonly<Record<string, SampleValue>> | string;
}

/** A request as code. */
export interface Snippet {
  readonly language: "curl" | "JavaScript" | "Python";
  readonly code: string;
}

/** Writes a request as a curl command and as programs in JavaScript and Python. */
export function snippets(request: SampleRequest): readonly Snippet[] {
  return [
    { language: "curl", code: curl(request) },
    { language: "JavaScript", code: javaScript(request) },
    { language: "Python", code: python(request) },
  ];
}

function curl({ method, url, headers = {}, body }: SampleRequest): string {
  const isPlainGet = method === "GET" && body === undefined;
  const lines = [
    `curl ${isPlainGet ? "" : `-X ${method} `}${shellText(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H "${name}: ${shellValue(value)}"`),
    ...(body === undefined
      ? []
      : [`-d ${typeof body === "string" ? shellText(body) : `"${shellJson(body)}"`}`]),
  ];
  return lines.join(" \\\n  ");
}

const shellText = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const shellEscape = (text: string) => text.replace(/["\\$`]/g, "\\$&");

function shellValue(value: SampleValue): string {
  if (typeof value === "string") return shellEscape(value);
  return `${shellEscape(value.prefix ?? "")}$${value.variable}`;
}

function shellJson(body: Readonly<Record<string, SampleValue>>): string {
  const fields = Object.entries(body).map(([name, value]) => `\\"${name}\\": \\"${shellValue(value)}\\"`);
  return `{${fields.join(", ")}}`;
}

function javaScript({ method, url, headers = {}, body }: SampleRequest): string {
  const value = (of: SampleValue) => {
    if (typeof of === "string") return JSON.stringify(of);
    const variable = `process.env.${of.variable}`;
    return of.prefix === undefined ? variable : `\`${of.prefix}\${${variable}}\``;
  };
  const object = (of: Readonly<Record<string, SampleValue>>) =>
    `{ ${Object.entries(of)
      .map(([name, one]) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${value(one)}`)
      .join(", ")} }`;
  const options = [
    ...(method === "GET" ? [] : [`  method: ${JSON.stringify(method)},`]),
    ...(Object.keys(headers).length === 0 ? [] : [`  headers: ${object(headers)},`]),
    ...(body === undefined
      ? []
      : [`  body: ${typeof body === "string" ? JSON.stringify(body) : `JSON.stringify(${object(body)})`},`]),
  ];
  const argument = options.length === 0 ? "" : `, {\n${options.join("\n")}\n}`;
  return `const response = await fetch(${JSON.stringify(url)}${argument});\nconsole.log(response.status, await response.text());`;
}

function python({ method, url, headers = {}, body }: SampleRequest): string {
  const value = (of: SampleValue) => {
    if (typeof of === "string") return JSON.stringify(of);
    const variable = `os.environ["${of.variable}"]`;
    return of.prefix === undefined ? variable : `${JSON.stringify(of.prefix)} + ${variable}`;
  };
  const dictionary = (of: Readonly<Record<string, SampleValue>>) =>
    `{${Object.entries(of)
      .map(([name, one]) => `${JSON.stringify(name)}: ${value(one)}`)
      .join(", ")}}`;
  const lines = [
    `    ${JSON.stringify(method)},`,
    `    ${JSON.stringify(url)},`,
    ...(Object.keys(headers).length === 0 ? [] : [`    headers=${dictionary(headers)},`]),
    ...(body === undefined
      ? []
      : [`    data=${typeof body === "string" ? JSON.stringify(body) : `json.dumps(${dictionary(body)})`},`]),
  ];
  const modules = [
    ...(typeof body === "object" ? ["json"] : []),
    ...(usesVariable(headers) || (typeof body === "object" && usesVariable(body)) ? ["os"] : []),
    "requests",
  ];
  const imports = modules.map((name) => `import ${name}`).join("\n");
  return `${imports}\n\nresponse = requests.request(\n${lines.join("\n")}\n)\nprint(response.status_code, response.text)`;
}

function usesVariable(values: Readonly<Record<string, SampleValue>>): boolean {
  return Object.values(values).some((value) => typeof value === "object");
}
