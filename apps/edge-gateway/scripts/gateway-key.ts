import { mintGatewayKey } from "../src/access/gateway-key.ts";

const caller = process.argv[2];
if (caller === undefined) {
  console.error("Usage: npx -y pnpm@12 gateway:key <caller>");
  process.exit(2);
}
try {
  const { key, hash } = await mintGatewayKey(caller);
  console.log(`The gateway key of ${caller}. It is shown once; treat it like a password:

  ${key}

For the policy, in "callers" (a caller can have two keys, so you can replace one without downtime):

  ${JSON.stringify(caller)}: { "keys": [${JSON.stringify(hash)}], "routes": [...] }`);
} catch (error) {
  console.error(error instanceof RangeError ? error.message : "The key could not be created.");
  process.exit(2);
}
