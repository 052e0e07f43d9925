const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

const [url] = process.argv.slice(2);
const key = process.env["GATEWAY_KEY"]?.trim() ?? "";
const origin = URL.parse(url ?? "");
if (origin === null || !isPrivate(origin) || !/^[!-~]+$/.test(key)) {
  console.error(`Usage: GATEWAY_KEY="$key" pnpm gateway:smoke https://gateway.example
GATEWAY_KEY is one key of a caller's, on one line; it is sent over https: alone, and over http: to loopback.`);
  process.exit(2);
}

const authorization = `Bearer ${key}`;
const BALANCE = "/business/balance?currency=USD";
const LONGEST_MS = 30_000;

// Each waits for the one before: a server that is no gateway never sees the key.
const isRight =
  (await check("the Worker runs", "/healthz", {}, 200)) &&
  (await check("a caller without a key is refused", BALANCE, {}, 401)) &&
  (await check(
    "the token endpoint is out of reach",
    "/business/auth",
    { method: "POST", headers: { authorization } },
    404,
  )) &&
  (await check("a caller with its key reads a balance", BALANCE, { headers: { authorization } }, 200));
process.exitCode = isRight ? 0 : 1;

/** Whether nobody on the way reads what is sent there. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname));
}

/** Sends a request, and says whether a gateway answers with the status; where not, what came. */
async function check(what: string, path: string, init: RequestInit, expected: number): Promise<boolean> {
  const said = await answered(path, init, expected).catch(reasonOf);
  console.log(said === undefined ? `ok      ${what}` : `FAILED  ${what}: expected ${expected}, got ${said}`);
  return said === undefined;
}

/** What was answered in place of the expected status; undefined where that came, and from a gateway. */
async function answered(path: string, init: RequestInit, expected: number): Promise<string | undefined> {
  const signal = AbortSignal.timeout(LONGEST_MS);
  const answer = await fetch(new URL(path, origin ?? ""), { ...init, redirect: "manual", signal });
  const text = await answer.text();
  if (!answer.headers.has("wakapay-gateway-answer")) return `${answer.status} of a server that is no gateway`;
  return answer.status === expected ? undefined : `${answer.status} ${text}`;
}

/** Why there was no answer: behind fetch's own words stands the system's reason. */
function reasonOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error
    ? `no answer: ${cause.message || error.message}`
    : `no answer: ${error.message}`;
}
