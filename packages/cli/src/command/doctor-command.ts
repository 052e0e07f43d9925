import { type Command, type Flag, json, switchFlag, wholeNumberOf, withProgress } from "@wakapay/command";
import type { Check } from "../doctor/check.ts";
import { describeChecks } from "../doctor/describe-check.ts";
import { runChecks } from "../doctor/run-checks.ts";
import { DOCUMENTATION } from "../terminal/documentation.ts";
import { styleFor } from "../terminal/style-for.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { settingsFlags, settingsOf, VARIABLE_PREFIX, VARIABLES_HELP } from "./flags.ts";

const FAULT = 1;
const MIN_WIDTH = 50;
const MAX_WIDTH = 88;

const timeout: Flag<number> = {
  name: "timeout",
  value: "seconds",
  default: 10,
  help: "Time that each check has.",
  parse: wholeNumberOf(1, 3_600),
};

const noToken = switchFlag("no-token", "Make no token request. Skips the checks token and balance.");

/** What the report says about the program. */
export interface About {
  readonly version: string;
  /** The `User-Agent` of requests. */
  readonly agent: string;
}

/** `wakapay doctor` finds out why calls fail. */
export function doctorCommand({ stdout, stderr }: Terminal, { version, agent }: About): Command {
  return {
    name: "wakapay doctor",
    invocation: "wakapay doctor",
    summary: "Finds out why calls fail. The report contains no secret.",
    variablePrefix: VARIABLE_PREFIX,
    flags: [noToken, timeout, ...settingsFlags, json],
    details: `${VARIABLES_HELP}

The doctor checks the variables, the address, DNS, the connection with TLS, the server, the clock of
this machine, one token request, and one balance.

If WakaPay accepts only the newest token, the token request invalidates the token of a service that
runs with the same credentials. The service gets a 401 until it renews its token. To prevent this,
use --no-token.

Exit codes: 0 if all checks pass, 1 if one fails, 2 for invalid arguments.`,
    async run(flags, { variables, print }) {
      const timeoutMs = flags.valueOf(timeout) * 1_000;
      const settings = settingsOf(flags, variables);
      const { url, environment } = settings;
      const isJson = flags.valueOf(json);
      const style = styleFor(stdout, variables);
      // A pseudo terminal can have 0 columns.
      const width = Math.max(MIN_WIDTH, Math.min(stdout.columns || MAX_WIDTH, MAX_WIDTH));
      const runtime = `Node.js ${process.versions.node}`;
      const platform = `${process.platform} ${process.arch}`;
      if (!isJson) {
        print(
          `${style("bold", "wakapay doctor")}  ${style("dim", `${version} · ${runtime} · ${platform}`)}\n`,
        );
      }

      const checks: Check[] = [];
      const mayRequestToken = !flags.valueOf(noToken);
      const now = () => Date.now();
      const results = runChecks({ settings, variables, agent, timeoutMs, mayRequestToken, now });
      for (;;) {
        const { value: found } = await withProgress("Checking", results.next(), stderr);
        if (found === undefined) break;
        checks.push(...found);
        if (!isJson) print(describeChecks(found, style, width));
      }

      const hasFailed = checks.some(({ status }) => status === "failed");
      if (isJson) {
        const host = url?.host;
        print(JSON.stringify({ ok: !hasFailed, version, runtime, platform, host, environment, checks }));
      } else {
        print(`\n${[summary(checks), ...notes(checks)].join("\n")}`);
      }
      return hasFailed ? FAULT : 0;
    },
  };
}

function summary(checks: readonly Check[]): string {
  const count = (wanted: Check["status"]) => checks.filter(({ status }) => status === wanted).length;
  const parts = [
    [count("failed"), "failed"],
    [count("warning"), count("warning") === 1 ? "warning" : "warnings"],
    [count("skipped"), "skipped"],
  ] as const;
  const found = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return found.length === 0 ? "All checks passed." : `${found.join(", ")}. This report contains no secret.`;
}

/** Says what a person may need to know after the checks. */
function notes(checks: readonly Check[]): string[] {
  const isOk = (wanted: Check["name"]) =>
    checks.some(({ name, status }) => name === wanted && status === "ok");
  const hasFailed = checks.some(({ status }) => status === "failed");
  return [
    ...(isOk("balance") && !hasFailed
      ? [`If a service still gets 401s, see ${DOCUMENTATION.rejectedToken}`]
      : []),
    ...(isOk("token")
      ? ["The token request may have invalidated the token of a running service. --no-token makes none."]
      : []),
  ];
}
