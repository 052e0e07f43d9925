import { type Command, json } from "@wakapay/command";
import { mintGatewayKey } from "../identity/gateway-key.ts";

/** `wakapay-gateway key` creates a gateway key. */
export const keyCommand: Command = {
  name: "wakapay-gateway key",
  invocation: "npx @wakapay/edge-gateway key",
  usage: ["[options] <caller>"],
  summary: "Creates a gateway key for a caller, and the hash of it for the policy.",
  variablePrefix: "WAKAPAY_GATEWAY_KEY",
  flags: [json],
  takesPositionals: true,
  async run(flags, { print }) {
    const [caller, ...others] = flags.positionals;
    if (caller === undefined || others.length > 0) throw new TypeError("Name one caller.");
    const { key, hash } = await mint(caller);
    if (flags.valueOf(json)) {
      print(JSON.stringify({ caller, key, hash }));
      return 0;
    }
    print(`The gateway key of ${caller}. It is shown once; treat it like a password:

  ${key}

For the policy, in "callers" (a caller can have two keys, so you can replace one without downtime):

  ${JSON.stringify(caller)}: { "keys": [${JSON.stringify(hash)}], "routes": [...] }`);
    return 0;
  },
};

/** Creates a key. Throws a `TypeError` if the name of the caller is not valid. */
async function mint(caller: string): ReturnType<typeof mintGatewayKey> {
  try {
    return await mintGatewayKey(caller);
  } catch (error) {
    throw error instanceof RangeError ? new TypeError(error.message) : error;
  }
}
