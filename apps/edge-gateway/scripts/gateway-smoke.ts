const [url] = process.argv.slice(2);
const key = process.env["GATEWAY_KEY"];
if (url === undefined || key === undefined) {
  console.error("Usage: GATEWAY_KEY=wgk_… pnpm gateway:smoke https://gateway.example");
  process.exit(2);
}

const authorization = `Bearer ${key}`;
const BALANCE = "/business/balance?currency=USD";

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
  const answer = await fetch(new URL(path, url), init).catch((error: Error) => error);
  if (answer instanceof Response && answer.status === expected) {
    console.log(`ok      ${what}`);
    return;
  }
  failures += 1;
  const said = answer instanceof Response ? `${answer.status} ${await answer.text()}` : answer.message;
  console.log(`FAILED  ${what}: expected ${expected}, got ${said}`);
}
