import { randomUUID } from "node:crypto";
import { constants } from "node:os";
import { type Command, json } from "@wakapay/command";
import type { Controls } from "../control/controls.ts";
import type { SandboxOptions } from "../options/sandbox-options.ts";
import { maxExchanges, runFlags } from "./flags.ts";
import { loadBusiness } from "./load-business.ts";
import { runChild, StartError } from "./run-child.ts";
import { sandboxOptions } from "./sandbox-options.ts";
import { adviseOnExchanges, countRequests, describeSummary } from "./summary.ts";
import { waitUntilHealthy } from "./wait-until-healthy.ts";

/** A sandbox that a command runs with. */
interface ServedSandbox extends Pick<Controls, "subscribe"> {
  readonly url: string;
  close(): Promise<void>;
}

const TOO_MANY_EXCHANGES = 120;

const DETAILS = `The command finds the address and credentials of the sandbox in its environment, in
WAKAPAY_BASE_URL, WAKAPAY_API_KEY, and WAKAPAY_API_SECRET. They are valid for this run only.

Each token request counts as an exchange, also one that fails. Each process requests its own token,
unless they share a store: allow one exchange for each test process.

Exit codes: that of the command, or
  1    the sandbox cannot start
  2    an argument is not valid
  120  the command succeeded, with more exchanges than --max-exchanges
  126  the command cannot be started
  127  there is no such command
If a signal ends the command, the same signal ends this process.`;

/** Creates the command that runs another command with its own sandbox. */
export function runCommand(serve: (options: SandboxOptions) => Promise<ServedSandbox>): Command {
  return {
    name: "wakapay-sandbox",
    invocation: "npx @wakapay/sandbox run",
    usage: ["[options] -- <command>"],
    summary: "Runs a command, such as `npm test`, with its own sandbox on a free port of 127.0.0.1.",
    variablePrefix: "WAKAPAY_SANDBOX",
    flags: runFlags,
    details: DETAILS,
    takesPositionals: true,
    async run(flags, { print, warn }) {
      if (flags.positionals.length === 0) {
        throw new TypeError("Write the command to run after `--`, such as `-- npm test`.");
      }
      const limit = flags.valueOf(maxExchanges);
      const isJson = flags.valueOf(json);
      const credentials = { apiKey: `key-${randomUUID()}`, apiSecret: `secret-${randomUUID()}` };
      const business = await loadBusiness(flags);
      const sandbox = await serve({ ...(await sandboxOptions(flags)), business, credentials: [credentials] });
      const counted = countRequests(sandbox);
      try {
        await waitUntilHealthy(sandbox.url);
        const end = await runChild(flags.positionals, {
          WAKAPAY_BASE_URL: sandbox.url,
          WAKAPAY_API_KEY: credentials.apiKey,
          WAKAPAY_API_SECRET: credentials.apiSecret,
        });
        const summary = counted();
        if (isJson) print(JSON.stringify(summary));
        else warn(`wakapay-sandbox: ${describeSummary(summary)}`);
        if (summary.requests === 0) {
          warn(
            "wakapay-sandbox: No request reached the sandbox. Make sure that the command uses WAKAPAY_BASE_URL.",
          );
        }
        const isOverLimit = limit !== undefined && summary.exchanges > limit;
        if (isOverLimit) {
          warn(
            `wakapay-sandbox: Too many exchanges: ${summary.exchanges}, but --max-exchanges allows ${limit}. ${adviseOnExchanges(summary)}`,
          );
        }
        if (end.signal !== null) return endBy(end.signal);
        return end.code === 0 && isOverLimit ? TOO_MANY_EXCHANGES : end.code;
      } catch (error) {
        if (!(error instanceof StartError)) throw error;
        warn(`wakapay-sandbox: ${error.message}`);
        return error.exitCode;
      } finally {
        await sandbox.close();
      }
    },
  };
}

/** Ends this process by a signal. Returns the exit code that shells use, if it survives. */
function endBy(signal: NodeJS.Signals): number {
  process.kill(process.pid, signal);
  return 128 + constants.signals[signal];
}
