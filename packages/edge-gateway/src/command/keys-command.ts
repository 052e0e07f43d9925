import { type Command, json } from "@wakapay/command";
import { type Callers, type PolicyResult, parsePolicy } from "../policy/policy.ts";
import { namesOf, readEnvironments } from "./environments.ts";
import { FileError, readPolicyFile } from "./policy-file.ts";

const HEAD = ["caller", "key id", "expires", "note"];

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
  details: "Exit codes: 0 if each policy is valid, 1 if one is not, 2 for invalid arguments.",
  takesPositionals: true,
  async run(flags, { print, warn }) {
    let code = 0;
    const listed = [];
    const folder = process.cwd();
    for (const environment of namesOf(await readEnvironments(folder), flags.positionals)) {
      const policy = await readCallers(folder, environment);
      if ("faults" in policy) {
        for (const fault of policy.faults) warn(`${environment}: ${fault}`);
        code = 1;
        continue;
      }
      const keys = keysOf(policy.callers, Date.now());
      listed.push({ environment, keys });
      if (!flags.valueOf(json)) print([`${environment}:`, ...tableOf(keys)].join("\n"));
    }
    if (flags.valueOf(json)) print(JSON.stringify(listed));
    return code;
  },
};

async function readCallers(folder: string, environment: string): Promise<PolicyResult> {
  try {
    const { name, text } = await readPolicyFile(folder, environment);
    return parsePolicy(text, name);
  } catch (error) {
    if (error instanceof FileError) return { faults: [error.message] };
    throw error;
  }
}

function keysOf(callers: Callers, now: number): readonly ListedKey[] {
  return [...callers.values()].flatMap(({ name, keys }) =>
    keys.map(({ id, expires, expiresAt, note }) => ({
      caller: name,
      keyId: id,
      expires: expires ?? null,
      isExpired: now >= expiresAt,
      note: note ?? null,
    })),
  );
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
