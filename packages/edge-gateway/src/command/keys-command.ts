import { type Command, json } from "@wakapay/command";
import { type CallerKey, listKeys } from "../policy/list-keys.ts";
import { readPolicy } from "../policy/policy.ts";
import { namesOf, readEnvironments } from "./environments.ts";
import { faultsOf, parsePolicyFile, readPolicyFile } from "./policy-file.ts";

const HEAD = ["caller", "keyId", "expires", "note"];

/** A key of a policy, as `wakapay-gateway keys` lists it. */
interface ListedKey {
  readonly caller: string;
  readonly keyId: string;
  /** `null` if the key does not expire. */
  readonly expires: string | null;
  readonly isExpired: boolean;
  readonly note: string | null;
}

/** `wakapay-gateway keys` lists the keys of a policy. */
export const keysCommand: Command = {
  name: "wakapay-gateway keys",
  invocation: "npx @wakapay/edge-gateway keys",
  usage: ["[options] [environment...]"],
  summary: "Lists the gateway keys in the policy of each environment, or of those that you name.",
  variablePrefix: "WAKAPAY_GATEWAY_KEYS",
  flags: [json],
  details: `If a policy has faults, the command lists its valid keys, too.

Exit codes: 0 if each policy is valid, 1 if one is not, 2 for invalid arguments.`,
  takesPositionals: true,
  async run(flags, { print, warn }) {
    let code = 0;
    const listed = [];
    const folder = process.cwd();
    for (const environment of namesOf(await readEnvironments(folder), flags.positionals)) {
      const { document, faults } = await readDocument(folder, environment);
      for (const fault of faults) warn(`${environment}: ${fault}`);
      if (faults.length > 0) code = 1;
      if (document === undefined) continue;
      const keys = listKeys(document).map((key) => toListedKey(key, Date.now()));
      listed.push({ environment, keys });
      if (!flags.valueOf(json)) print([`${environment}:`, ...tableOf(keys)].join("\n"));
    }
    if (flags.valueOf(json)) print(JSON.stringify(listed));
    return code;
  },
};

/** Reads a policy. A policy with faults still has keys, unless it is not JSON. */
async function readDocument(
  folder: string,
  environment: string,
): Promise<{ readonly document?: unknown; readonly faults: readonly string[] }> {
  try {
    const document = parsePolicyFile(await readPolicyFile(folder, environment));
    const policy = readPolicy(document);
    return { document, faults: "faults" in policy ? policy.faults : [] };
  } catch (error) {
    return faultsOf(error);
  }
}

function toListedKey({ caller, entry }: CallerKey, now: number): ListedKey {
  const { id, expires, expiresAt, note } = entry;
  return { caller, keyId: id, expires: expires ?? null, isExpired: now >= expiresAt, note: note ?? null };
}

function tableOf(keys: readonly ListedKey[]): readonly string[] {
  if (keys.length === 0) return ["  no keys"];
  const rows = keys.map(({ caller, keyId, expires, isExpired, note }) => [
    caller,
    keyId,
    `${expires ?? "never"}${isExpired ? " (expired)" : ""}`,
    note ?? "",
  ]);
  const table = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}
