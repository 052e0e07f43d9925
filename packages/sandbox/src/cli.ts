#!/usr/bin/env node
import { cliOptions } from "./options/cli-options.ts";
import { serve } from "./serve.ts";

const HELP = `Usage: wakapay-sandbox [options]

Serves the WakaPay API, as its Authentication API documentation describes it, for tests and local work.

Options:
  --port <number>        where to listen; 0 is any free port (default 4010)
  --host <address>       default 127.0.0.1; elsewhere others reach it too, and there is no control API
  --lifetime <seconds>   how long a token lasts (default 3600)
  --single-live-token    a new exchange ends the account's earlier tokens
  --help                 prints this

Environment, both required:
  WAKAPAY_API_KEY, WAKAPAY_API_SECRET   the key and the secret that it accepts, of your own choice

Ends with 0 after SIGINT or SIGTERM, 1 when it cannot listen, 2 when it was called wrongly.
`;

try {
  const options = cliOptions(process.argv.slice(2), process.env);
  if (options === undefined) {
    process.stdout.write(HELP);
  } else {
    const sandbox = await serve(options);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
    process.stdout.write(`WakaPay sandbox listening on ${sandbox.url}\n`);
  }
} catch (error) {
  const isMisuse = error instanceof TypeError;
  const hint = isMisuse ? "\nSee wakapay-sandbox --help." : "";
  process.stderr.write(`wakapay-sandbox: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exitCode = isMisuse ? 2 : 1;
}
