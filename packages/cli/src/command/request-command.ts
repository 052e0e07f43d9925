import { STATUS_CODES } from "node:http";
import { type Command, type Flag, json, switchFlag, wholeNumberOf, withProgress } from "@wakapay/command";
import { failureReason } from "../terminal/failure-reason.ts";
import { type Style, styleFor } from "../terminal/style-for.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { writeBytes } from "../terminal/write-bytes.ts";
import { settingsFlags, VARIABLE_PREFIX, VARIABLES_HELP, validSettingsOf } from "./flags.ts";
import { readData } from "./read-data.ts";
import { withToken } from "./with-token.ts";

/** The methods that a person can send. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const REJECTED = 1;
const REJECTED_AGAIN =
  "WakaPay rejected a new token too. Check the account's permissions for this path, and whether another program uses the same credentials.";
const LF = 10;

const query: Flag<string> = {
  name: "query",
  short: "q",
  value: "name=value",
  default: "",
  repeats: true,
  hasNoVariable: true,
  help: "Query parameter.",
  parse(text) {
    if (/^[^=]+=/.test(text)) return text;
    throw new TypeError("`--query` must be a name and a value, such as currency=USD.");
  },
};

const data: Flag<string | undefined> = {
  name: "data",
  short: "d",
  value: "json|@file",
  default: undefined,
  hasNoVariable: true,
  help: "JSON body, a file with it, or @- for stdin.",
  parse: (text) => text,
};

const idempotencyKey: Flag<string | undefined> = {
  name: "idempotency-key",
  value: "key",
  default: undefined,
  hasNoVariable: true,
  help: "Value of the Idempotency-Key header.",
  parse(text, label) {
    if (/^[!-~]+$/.test(text)) return text;
    throw new TypeError(`\`${label}\` must be visible ASCII characters without spaces.`);
  },
};

const live: Flag<boolean> = {
  ...switchFlag("live", "Permit a request that can move real money."),
  hasNoVariable: true,
};

const timeout: Flag<number> = {
  name: "timeout",
  value: "seconds",
  default: 30,
  help: "Time that the API has to respond.",
  parse: wholeNumberOf(1, 3_600),
};

/** `wakapay get`, `wakapay post`, and so on send one request and print the body of the response. */
export function requestCommand(method: Method, { stdin, stdout, stderr }: Terminal, agent: string): Command {
  const verb = method.toLowerCase();
  const name = `wakapay ${verb}`;
  const isRead = method === "GET";
  return {
    name,
    invocation: name,
    usage: ["[options] <path>"],
    summary: `Sends a ${method} request with a token and prints the body of the response.`,
    variablePrefix: VARIABLE_PREFIX,
    flags: [query, ...(isRead ? [] : [data, idempotencyKey, live]), timeout, ...settingsFlags, json],
    details: `${VARIABLES_HELP}

The body goes to stdout, unchanged. Everything else goes to stderr. With --json, stdout is one line
with the status and the body.

Exit codes: 0 for a 2xx response, 1 for another one or none, 2 for invalid arguments, 3 if there is
no token.`,
    takesPositionals: true,
    positionalChoices: isRead ? ["/business/balance"] : [],
    async run(flags, { variables, warn }) {
      const path = pathWith(flags.positionals, flags.valuesOf(query));
      const seconds = flags.valueOf(timeout);
      const key = isRead ? undefined : flags.valueOf(idempotencyKey);
      const isJson = flags.valueOf(json);
      const settings = validSettingsOf(flags, variables);
      if (!isRead && settings.isLive && !flags.valueOf(live)) {
        throw new TypeError(`${method} on production can move real money. To permit it, add --live.`);
      }
      const text = isRead ? undefined : flags.valueOf(data);
      const body = text === undefined ? undefined : await readData(text, stdin);
      const headers = {
        "user-agent": agent,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
      };
      const style = styleFor(stderr, variables);

      return withToken({ name, settings, stderr, warn }, async (wakapay) => {
        const startedAt = performance.now();
        const signal = AbortSignal.timeout(seconds * 1_000);
        try {
          const request = wakapay.fetch(path, { method, headers, signal, ...(body && { body }) });
          const response = await withProgress(`Waiting for ${settings.url?.host}`, request, stderr);
          const { ok, status } = response;
          if (!ok) warn(`${name}: ${statusLine(response)}.${hintFor(response)}`);
          else if (stderr.isTTY) warn(describe(style, status, performance.now() - startedAt));
          if (isJson) await writeBytes(stdout, Buffer.from(`${await asJson(response)}\n`));
          else await copyBody(response, { stdout, stderr });
          return ok ? 0 : REJECTED;
        } catch (error) {
          const reason = signal.aborted ? `no response within ${seconds} s` : failureReason(error);
          if (reason === undefined) throw error;
          const outcome = isRead ? "" : " It may have been applied: check this before you send it again.";
          warn(`${name}: The request failed: ${reason}.${outcome}`);
          return REJECTED;
        }
      });
    },
  };
}

function pathWith([path, ...others]: readonly string[], parameters: readonly string[]): string {
  if (path === undefined || !path.startsWith("/") || others.length > 0) {
    throw new TypeError("Name one path that starts with /, such as /business/balance.");
  }
  if (parameters.length === 0) return path;
  const search = new URLSearchParams();
  for (const text of parameters) {
    const [name = "", ...value] = text.split("=");
    search.append(name, value.join("="));
  }
  return `${path}${path.includes("?") ? "&" : "?"}${search}`;
}

/** Not the server's own text for the status, which can contain anything. */
function statusLine({ status }: Response): string {
  return `${status} ${STATUS_CODES[status] ?? ""}`.trim();
}

function hintFor({ status, headers }: Response): string {
  const seconds = /^\d{1,9}$/.exec(headers.get("retry-after") ?? "")?.[0];
  if (status === 401) return ` ${REJECTED_AGAIN}`;
  if (status >= 300 && status < 400) return " Redirects are not followed.";
  return seconds === undefined ? "" : ` Try again in ${seconds} s.`;
}

function describe(style: Style, status: number, ms: number): string {
  return `${style("green", String(status))} ${style("dim", `${STATUS_CODES[status] ?? ""} in ${Math.round(ms)} ms`)}`;
}

/** Copies the body as it arrives. On a terminal, the next line starts on its own. */
async function copyBody({ body }: Response, { stdout, stderr }: Omit<Terminal, "stdin">): Promise<void> {
  let last = LF;
  for await (const chunk of body ?? []) {
    if (!(await writeBytes(stdout, chunk))) return;
    last = chunk.at(-1) ?? last;
  }
  if (last !== LF && stdout.isTTY && stderr.isTTY) stderr.write("\n");
}

/** Returns the response as one line. JSON is not parsed, so no digit of a number is lost. */
async function asJson(response: Response): Promise<string> {
  const text = await response.text();
  return `{"status":${response.status},"body":${oneLine(text) ?? JSON.stringify(text)}}`;
}

/** Returns JSON without line ends, which are never part of a JSON string. */
function oneLine(text: string): string | undefined {
  try {
    JSON.parse(text);
    return text.replaceAll(/[\r\n]+/g, " ").trim();
  } catch {
    return undefined;
  }
}
