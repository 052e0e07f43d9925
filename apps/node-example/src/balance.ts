import { createTokenManager } from "@wakapay/auth-core";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

const missing = Object.entries({ WAKAPAY_BASE_URL, WAKAPAY_API_KEY, WAKAPAY_API_SECRET })
  .filter(([, value]) => value === "")
  .map(([name]) => name);
if (missing.length > 0) {
  console.error(
    `Missing from the environment: ${missing.join(", ")}. The README shows how the sandbox stands in.`,
  );
  process.exit(2);
}

try {
  const wakapay = createTokenManager({
    baseUrl: WAKAPAY_BASE_URL,
    apiKey: WAKAPAY_API_KEY,
    apiSecret: WAKAPAY_API_SECRET,
    allowInsecureLoopback: true, // for the sandbox, which speaks http on this machine alone
  });

  const response = await wakapay.fetch("/business/balance?currency=USD");
  if (!response.ok) throw new Error(`WakaPay answered ${response.status}.`);
  console.log(await response.json());
} catch (error) {
  console.error(
    error instanceof Error ? `${error.name}: ${error.message}` : "The balance could not be read.",
  );
  process.exitCode = 1;
}
