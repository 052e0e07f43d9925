import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

const missing = Object.entries({ WAKAPAY_BASE_URL, WAKAPAY_API_KEY, WAKAPAY_API_SECRET })
  .filter(([, value]) => value === "")
  .map(([name]) => name);
if (missing.length > 0) {
  console.error(`Missing environment variables: ${missing.join(", ")}.
To run this example against the sandbox, without an account, use: npx -y pnpm@12 example`);
  process.exit(2);
}

try {
  const wakapay = createTokenManager({
    baseUrl: WAKAPAY_BASE_URL,
    apiKey: WAKAPAY_API_KEY,
    apiSecret: WAKAPAY_API_SECRET,
    allowInsecureLoopback: true, // lets the example call the local sandbox over http
  });

  const response = await wakapay.fetch("/business/balance?currency=USD");
  if (!response.ok) throw new Error(`WakaPay returned status ${response.status}.`);
  console.log(await response.json());
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : "Cannot read the balance.");
  process.exitCode = 1;
}
