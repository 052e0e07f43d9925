import { type Command, type Flag, json, wholeNumberOf } from "@wakapay/command";
import { mintGatewayKey } from "../identity/gateway-key.ts";
import { dateAfter, noteFault } from "../policy/key-entry.ts";
import { isNewCaller } from "./is-new-caller.ts";

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
  summary: "Creates a gateway key for a caller, and its entry for the policy.",
  variablePrefix: "WAKAPAY_GATEWAY_KEY",
  flags: [days, note, json],
  takesPositionals: true,
  async run(flags, { print, warn }) {
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

The entry for the list "keys" of this caller in the policy:

  ${entry}`);
    if (await isNewCaller(process.cwd(), caller))
      warn(`No policy in this folder has the caller ${caller} yet. Add it to "callers", with its routes.`);
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
