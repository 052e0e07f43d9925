import { type Command, json } from "@wakapay/command";
import { LOOPBACK } from "../config/upstream-config.ts";

const BALANCE = "/business/balance?currency=USD";
const TIMEOUT_MS = 30_000;
const MAX_SHOWN = 500;

/** One request to the gateway, and the status that it must have. */
interface Step {
  readonly what: string;
  readonly path: string;
  readonly init: RequestInit;
  readonly expected: number;
}

/** `wakapay-gateway smoke` sends four requests to a deployed gateway. */
export const smokeCommand: Command = {
  name: "wakapay-gateway smoke",
  invocation: "npx @wakapay/edge-gateway smoke",
  usage: ["[options] <url>"],
  summary: "Sends four requests to a deployed gateway and checks the responses.",
  variablePrefix: "WAKAPAY_GATEWAY_SMOKE",
  flags: [json],
  details: `Environment variables (required):
  GATEWAY_KEY  One gateway key. It is sent over https only, or over http to loopback.

Exit codes: 0 if all responses are as expected, 1 if one is not, 2 for invalid arguments.`,
  takesPositionals: true,
  async run(flags, { variables, print }) {
    const origin = readOrigin(flags.positionals);
    const key = readKey(variables["GATEWAY_KEY"]);
    const results = [];
    // A failed step ends the run, so a server that is not a gateway never receives the key.
    for (const step of steps(key)) {
      const failure = await failureOf(origin, key, step).catch(connectionError);
      results.push({
        step: step.what,
        ok: failure === undefined,
        ...(failure !== undefined && { failure }),
      });
      if (!flags.valueOf(json)) print(describe(step, failure));
      if (failure !== undefined) break;
    }
    if (flags.valueOf(json)) print(JSON.stringify(results));
    return results.every(({ ok }) => ok) ? 0 : 1;
  },
};

function steps(key: string): readonly Step[] {
  const headers = { authorization: `Bearer ${key}` };
  return [
    { what: "the Worker runs", path: "/healthz", init: {}, expected: 200 },
    { what: "a request without a key is rejected", path: BALANCE, init: {}, expected: 401 },
    { what: "the key can read a balance", path: BALANCE, init: { headers }, expected: 200 },
    {
      what: "the token endpoint is not reachable",
      path: "/business/auth",
      init: { method: "POST", headers },
      expected: 404,
    },
  ];
}

function readOrigin([url = "", ...others]: readonly string[]): URL {
  if (others.length === 0 && URL.canParse(url) && isSecure(new URL(url))) return new URL(url);
  throw new TypeError("Name one URL that starts with https://, or with http:// and a loopback host.");
}

function readKey(text = ""): string {
  const key = text.trim();
  if (/^[!-~]+$/.test(key)) return key;
  throw new TypeError("GATEWAY_KEY must be one gateway key.");
}

/** Whether requests to this URL cannot be read on the way. */
function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
}

function describe({ what, expected }: Step, failure: string | undefined): string {
  return failure === undefined ? `ok      ${what}` : `FAILED  ${what}: expected ${expected}, got ${failure}`;
}

/** Sends a request. Describes the response if it is not the expected one. */
async function failureOf(
  origin: URL,
  key: string,
  { path, init, expected }: Step,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(new URL(path, origin), { ...init, redirect: "manual", signal });
  const text = await readStart(response, key);
  if (!response.headers.has("wakapay-gateway-answer"))
    return `${response.status} from a server that is not a gateway`;
  if (response.status === expected) return undefined;
  return `${response.status}${hintFor(text)}\n        ${JSON.stringify(text)}`;
}

/** Reads the start of a body. If the server sends the key back, it is replaced. */
async function readStart({ body }: Response, key: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_SHOWN + key.length) break;
  }
  const shown = text.replaceAll(key, "<key>");
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
}

/** Says what a problem document means for the person who runs this command. */
function hintFor(text: string): string {
  const [, problem = ""] = /"urn:wakapay-gateway:problem:(\w+)"/.exec(text) ?? [];
  switch (problem) {
    case "key_refused":
      return ": GATEWAY_KEY is not a valid key of this gateway";
    case "route_forbidden":
    case "query_forbidden":
    case "method_refused":
      return `: the key is valid, but the caller's policy does not allow GET ${BALANCE}`;
    default:
      return "";
  }
}

/** Describes why there was no response. The system's reason is the cause of fetch's error. */
function connectionError({ message, cause }: Error): string {
  return `no response: ${(cause instanceof Error && cause.message) || message}`;
}
