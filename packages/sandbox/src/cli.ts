#!/usr/bin/env node
import { parseArgs } from "node:util";
import { type ServeOptions, serve } from "./serve.ts";

const HELP = `Usage: wakapay-sandbox [options]

Serves the WakaPay API, as its Authentication API documentation describes it, for tests and local work.

Options:
  --port <number>        where to listen; 0 is any free port (default 4010)
  --host <address>       default 127.0.0.1; off loopback there is no control API
  --lifetime <seconds>   how long a token lasts (default 3600)
  --single-live-token    a new exchange ends the account's earlier tokens
  --help                 prints this

Environment (required):
  WAKAPAY_API_KEY, WAKAPAY_API_SECRET   the key and the secret that it accepts, of your own choice
`;

/** Reads arguments and environment. Throws an error whose message is meant for the person at the terminal. */
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
  const missing = ["WAKAPAY_API_KEY", "WAKAPAY_API_SECRET"].filter((name) => !process.env[name]);
  const { WAKAPAY_API_KEY: apiKey = "", WAKAPAY_API_SECRET: apiSecret = "" } = process.env;
  if (missing.length > 0)
    throw new TypeError(`${missing.join(" and ")} must be set: the credentials that the sandbox accepts.`);
  return {
    port: readWhole("--port", values.port, 0, 65_535),
    host: values.host,
    lifetimeSeconds: readWhole("--lifetime", values.lifetime, 1, 315_360_000),
    singleLiveToken: values["single-live-token"],
    credentials: [{ apiKey, apiSecret }],
  };
}

function readWhole(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new TypeError(`${name} must be a whole number from ${least} to ${most}.`);
}

function complain(error: unknown): void {
  process.stderr.write(`wakapay-sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
}

async function run(): Promise<number | undefined> {
  let options: ServeOptions | "help";
  try {
    options = readOptions();
  } catch (error) {
    complain(error);
    process.stderr.write("Try --help.\n");
    return 2;
  }
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  try {
    const sandbox = await serve(options);
    process.stdout.write(`WakaPay sandbox listening on ${sandbox.url}\n`);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.close());
    return undefined;
  } catch (error) {
    complain(error);
    return 1;
  }
}

process.exitCode = await run();
