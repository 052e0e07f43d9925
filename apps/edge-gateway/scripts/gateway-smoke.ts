const [url] = process.argv.slice(2);
const key = process.env["GATEWAY_KEY"];
const origin = URL.parse(url ?? "");
if (origin === null || key === undefined) {
  console.error("Usage: GATEWAY_KEY=wgk_… pnpm gateway:smoke https://gateway.example");
  process.exit(2);
}

const authorization = `Bearer ${key}`;
const BALANCE = "/business/balance?currency=USD";
const LONGEST_MS = 30_000;

let failures = 0;
await check("the Worker runs", "/healthz", {}, 200);
await check("a caller without a key is refused", BALANCE, {}, 401);
await check(
  "the token endpoint is out of reach",
  "/business/auth",
  { method: "POST", headers: { authorization } },
  404,
);
await check("a caller with its key reads a balance", BALANCE, { headers: { authorization } }, 200);
process.exitCode = failures === 0 ? 0 : 1;

/** Sends a request, and says whether the answer has the status; where not, what the gateway says about it. */
async function check(what: string, path: string, init: RequestInit, expected: number): Promise<void> {
  const said = await answered(path, init, expected).catch(reasonOf);
  if (said !== undefined) failures += 1;
  console.log(said === undefined ? `ok      ${what}` : `FAILED  ${what}: expected ${expected}, got ${said}`);
}

/** What was answered in place of the expected status; undefined where that came. */
async function answered(path: string, init: RequestInit, expected: number): Promise<string | undefined> {
  const signal = AbortSignal.timeout(LONGEST_MS);
  const answer = await fetch(new URL(path, origin ?? ""), { ...init, redirect: "manual", signal });
  const text = await answer.text();
  return answer.status === expected ? undefined : `${answer.status} ${text}`;
}

/** Why there was no answer: behind fetch's own words stands the system's reason. */
function reasonOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error
    ? `no answer: ${cause.message || error.message}`
    : `no answer: ${error.message}`;
}
