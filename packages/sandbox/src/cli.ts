#!/usr/bin/env node
import { parseCli } from "./options/parse-cli.ts";
import { serve } from "./serve.ts";

const HELP = `Usage: npx @wakapay/sandbox [options]

Serves a fake of the WakaPay API for tests and local development.

Options:
  --port <number>        port to listen on, 0 for any free port (default: 4010)
  --host <address>       host name or address to listen on (default: 127.0.0.1); on addresses
                         other than loopback, there is no control API
  --lifetime <seconds>   lifetime of new tokens (default: 3600)
  --single-live-token    a new token revokes the earlier tokens of its account
  --help                 print this help

Environment variables (required):
  WAKAPAY_API_KEY        API key that the sandbox accepts; any value of your choice
  WAKAPAY_API_SECRET     API secret that the sandbox accepts; any value of your choice

Exit codes: 0 after SIGINT or SIGTERM, 1 if it cannot listen, 2 for invalid arguments.
`;

try {
  const options = parseCli(process.argv.slice(2), process.env);
  if (options === undefined) {
    process.stdout.write(HELP);
  } else {
    const sandbox = await serve(options);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
    process.stdout.write(`WakaPay sandbox listening on ${sandbox.url}\n`);
  }
} catch (error) {
  const isUsageError = error instanceof TypeError;
  const hint = isUsageError ? "\nFor usage, run: npx @wakapay/sandbox --help" : "";
  process.stderr.write(`wakapay-sandbox: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exitCode = isUsageError ? 2 : 1;
}
