#!/usr/bin/env node
import { parseArgs } from "node:util";
import { environmentCredentials } from "./environment-credentials.ts";
import { type ServeOptions, serve } from "./serve.ts";

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
`;

/** What arguments and environment ask for. Throws a `TypeError` whose message is meant for the person at the terminal. */
function readOptions(): ServeOptions | "help" {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4010" },
      host: { type: "string", default: "127.0.0.1" },
      lifetime: { type: "string", default: "3600" },
      "single-live-token": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    port: readNumber("--port", values.port),
    host: values.host,
    lifetimeSeconds: readNumber("--lifetime", values.lifetime),
    singleLiveToken: values["single-live-token"],
    credentials: environmentCredentials(process.env),
  };
}

function readNumber(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new TypeError(`${option} takes a whole number.`);
}

try {
  const options = readOptions();
  if (options === "help") {
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
