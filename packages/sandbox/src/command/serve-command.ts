import { type Command, json, type ParsedFlags } from "@wakapay/command";
import { type CredentialsEnvironment, environmentCredentials } from "../options/environment-credentials.ts";
import type { SandboxOptions } from "../options/sandbox-options.ts";
import { controlToken, host, port, serveFlags } from "./flags.ts";
import { loadBusiness } from "./load-business.ts";
import { sandboxOptions } from "./sandbox-options.ts";

/** Options of a sandbox that listens on a port. */
export interface ListeningOptions extends SandboxOptions {
  readonly port: number;
  readonly host: string;
}

/** Starts a sandbox. */
export type Serve<Sandbox> = (options: ListeningOptions) => Promise<Sandbox>;

const DETAILS = `To run a command with its own sandbox, see: npx @wakapay/sandbox run --help

On addresses other than loopback, the control API requires --control-token. Set it with its
variable, because other users of the machine can see the arguments of a process.

Environment variables (required, unless the scenario has credentials):
  WAKAPAY_API_KEY     API key that the sandbox accepts; any value of your choice
  WAKAPAY_API_SECRET  API secret that the sandbox accepts; any value of your choice

Exit codes: 0 after SIGINT or SIGTERM, 1 if it cannot listen, 2 for invalid arguments.`;

/** Creates the command that serves a sandbox until it receives SIGINT or SIGTERM. */
export function serveCommand(
  serve: Serve<{
    readonly url: string;
    readonly consoleUrl: string | undefined;
    close(): Promise<void>;
  }>,
  stopped: () => Promise<void>,
): Command {
  return {
    name: "wakapay-sandbox",
    invocation: "npx @wakapay/sandbox",
    usage: ["[options]", "run [options] -- <command>"],
    summary: "Serves a fake of the WakaPay API for tests and local development.",
    variablePrefix: "WAKAPAY_SANDBOX",
    flags: serveFlags,
    details: DETAILS,
    async run(flags, { variables, print }) {
      const sandbox = await serve({
        ...(await serveOptions(flags, variables)),
        business: await loadBusiness(flags),
      });
      const { url, consoleUrl } = sandbox;
      const stop = stopped(); // Before the address is printed: who reads it may send a signal at once.
      if (flags.valueOf(json)) {
        print(JSON.stringify({ url, consoleUrl }));
      } else {
        print(`WakaPay sandbox listening on ${url}`);
        if (consoleUrl !== undefined) print(`Console: ${consoleUrl}`);
      }
      await stop;
      await sandbox.close();
      return 0;
    },
  };
}

/** Reads the options of a served sandbox. Throws a `TypeError` if one is missing or not valid. */
export async function serveOptions(
  flags: ParsedFlags,
  variables: CredentialsEnvironment,
): Promise<ListeningOptions> {
  const options = await sandboxOptions(flags);
  return {
    port: flags.valueOf(port),
    host: flags.valueOf(host),
    controlToken: flags.valueOf(controlToken),
    ...options,
    credentials: environmentCredentials(variables, options.scenario),
  };
}
