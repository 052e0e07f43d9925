import { mintGatewayKey } from "../src/access/gateway-key.ts";

const caller = process.argv[2];
if (caller === undefined) {
  console.error("Usage: pnpm gateway:key <caller>");
  process.exit(2);
}
try {
  const { key, hash } = await mintGatewayKey(caller);
  console.log(`Gateway key of ${caller}, shown this once; hand it over as you would a password:

  ${key}

For the policy, in "callers" (a caller has at most two keys, so that they roll without downtime):

  ${JSON.stringify(caller)}: { "keys": [${JSON.stringify(hash)}], "routes": [...] }`);
} catch (error) {
  console.error(error instanceof RangeError ? error.message : "The key could not be minted.");
  process.exit(2);
}
