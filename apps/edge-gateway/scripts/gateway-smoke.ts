const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];
const BALANCE = "/business/balance?currency=USD";
const TIMEOUT_MS = 30_000;
const MAX_SHOWN = 500;

const [url] = process.argv.slice(2);
const key = process.env["GATEWAY_KEY"]?.trim() ?? "";
const origin = URL.parse(url ?? "");
if (origin === null || !isSecure(origin) || !/^[!-~]+$/.test(key)) {
  console.error(`Usage: GATEWAY_KEY="$key" npx -y pnpm@12 gateway:smoke https://gateway.example
GATEWAY_KEY must be one gateway key. It is sent over https only, or over http to loopback.`);
  process.exit(2);
}

const headers = { authorization: `Bearer ${key}` };

// A failed step ends the run, so a server that is not a gateway never receives the key.
const isOk =
  (await step("the Worker runs", "/healthz", {}, 200)) &&
  (await step("a request without a key is rejected", BALANCE, {}, 401)) &&
  (await step("the key can read a balance", BALANCE, { headers }, 200)) &&
  (await step("the token endpoint is not reachable", "/business/auth", { method: "POST", headers }, 404));
process.exitCode = isOk ? 0 : 1;

/** Whether requests to this URL cannot be read on the way. */
function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
}

/** Sends a request and prints whether a gateway responded with the expected status. */
async function step(what: string, path: string, init: RequestInit, expected: number): Promise<boolean> {
  const failure = await failureOf(path, init, expected).catch(connectionError);
  console.log(
    failure === undefined ? `ok      ${what}` : `FAILED  ${what}: expected ${expected}, got ${failure}`,
  );
  return failure === undefined;
}

/** Describes the response if it is not the expected one. */
async function failureOf(path: string, init: RequestInit, expected: number): Promise<string | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(new URL(path, origin ?? ""), { ...init, redirect: "manual", signal });
  const text = await readStart(response);
  if (!response.headers.has("wakapay-gateway-answer"))
    return `${response.status} from a server that is not a gateway`;
  if (response.status === expected) return undefined;
  return `${response.status}${hintFor(text)}\n        ${JSON.stringify(text)}`;
}

/** Reads the start of a body. If the server sends the key back, it is replaced. */
async function readStart({ body }: Response): Promise<string> {
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
