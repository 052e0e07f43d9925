import { type Command, type Flag, json, wholeNumberOf } from "@wakapay/command";
import { mintGatewayKey } from "../identity/gateway-key.ts";
import { dateAfter, noteFault } from "../policy/key-entry.ts";

const days: Flag<number | undefined> = {
  name: "days",
  value: "number",
  default: undefined,
  help: "How many days from today (UTC) the key works. Default: it does not expire.",
  parse: wholeNumberOf(1, 3_650),
};
const note: Flag<string | undefined> = {
  name: "note",
  value: "text",
  default: undefined,
  help: "A text for the policy, such as the owner of the key.",
  parse(text, label) {
    const fault = noteFault(text);
    if (fault !== undefined) throw new TypeError(`\`${label}\` ${fault}.`);
    return text;
  },
};

/** `wakapay-gateway key` creates a gateway key. */
export const keyCommand: Command = {
  name: "wakapay-gateway key",
  invocation: "npx @wakapay/edge-gateway key",
  usage: ["[options] <caller>"],
  summary: "Creates a gateway key for a caller, and the hash of it for the policy.",
  variablePrefix: "WAKAPAY_GATEWAY_KEY",
  flags: [days, note, json],
  takesPositionals: true,
  async run(flags, { print }) {
    const [caller, ...others] = flags.positionals;
    if (caller === undefined || others.length > 0) throw new TypeError("Name one caller.");
    const lifetime = flags.valueOf(days);
    const expires = lifetime && dateAfter(lifetime, Date.now());
    const text = flags.valueOf(note);
    const { key, keyId, hash } = await mint(caller);
    const members = { hash, ...(expires && { expires }), ...(text && { note: text }) };
    if (flags.valueOf(json)) {
      print(JSON.stringify({ caller, key, keyId, ...members }));
      return 0;
    }
    const entry = expires || text ? spaced(members) : JSON.stringify(hash);
    print(`The gateway key of ${caller}. It is shown once; treat it like a password:

  ${key}

${expires ? `It works until the end of ${expires} (UTC). ` : ""}In the log, its keyId is ${keyId}.

For the policy, in "callers" (a caller can have two keys, so you can replace one without downtime):

  ${JSON.stringify(caller)}: { "keys": [${entry}], "routes": [...] }`);
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

/** Returns an object of texts as JSON with spaces, as documents show it. */
function spaced(members: Readonly<Record<string, string>>): string {
  const rows = Object.entries(members).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{ ${rows.join(", ")} }`;
}
