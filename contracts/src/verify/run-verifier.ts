import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { VerifierOptions } from "@pact-foundation/pact-core";

/** Pact's result for one interaction. */
export interface PactResult {
  readonly consumer: string;
  readonly description: string;
  readonly result: string;
  readonly pending: boolean;
  readonly mismatch?: PactMismatch;
}

/** What did not match. Has a `message` instead of `mismatches` if there was no response. */
export interface PactMismatch {
  readonly mismatches?: readonly {
    readonly type: string;
    readonly path?: string;
    readonly key?: string;
    readonly expected?: unknown;
    readonly actual?: unknown;
    readonly mismatch?: string;
  }[];
  readonly message?: string;
}

/** The outcome of one run of Pact's verifier. */
export interface VerifierRun {
  readonly results: readonly PactResult[];
  /** Why the verifier could not run, if it could not. */
  readonly failure?: string;
  /** Everything that the verifier printed. Contains tokens: redact it before it is shown. */
  readonly output: string;
}

/** Longer than the two minutes for which Pact retries a provider state that fails. */
const TIMEOUT_MS = 300_000;

const PROCESS = fileURLToPath(new URL("./verifier-process.ts", import.meta.url));

/**
 * Runs Pact's verifier in a child process. Returns at once if there is nothing to verify. Does not
 * reject if the verification fails.
 */
export async function runVerifier(options: VerifierOptions): Promise<VerifierRun> {
  if (options.pactUrls?.length === 0) return { results: [], output: "" };
  const child = fork(PROCESS, {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: [],
    timeout: TIMEOUT_MS,
    env: createEnvironment(),
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk) => chunks.push(chunk));
  child.stderr?.on("data", (chunk) => chunks.push(chunk));
  let message = "The verifier exited without a result.";
  child.on("message", (received) => {
    message = String(received);
  });
  child.send(options);
  await new Promise((resolve) => child.once("close", resolve));
  // Pact prints its summary in colors, even if its output is not a terminal.
  const output = stripVTControlCharacters(Buffer.concat(chunks).toString("utf8"));
  const results = parseResults(message);
  return results ? { results, output } : { results: [], failure: message, output };
}

/**
 * The verifier connects only to this machine, through the relay and the state server. Its
 * environment therefore contains no proxy variables, which it reads in lower case and upper case.
 */
function createEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name));
  return { ...Object.fromEntries(others), NO_PROXY: "*", PACT_DO_NOT_TRACK: "true" };
}

function parseResults(message: string): PactResult[] | undefined {
  try {
    return JSON.parse(message).interactionResults;
  } catch {
    return undefined;
  }
}
