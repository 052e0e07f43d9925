import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { VerifierOptions } from "@pact-foundation/pact-core";

/** What Pact's verifier says of one interaction, in its own words. */
export interface PactResult {
  readonly consumer: string;
  readonly description: string;
  readonly result: string;
  readonly pending: boolean;
  readonly mismatch?: PactMismatch;
}

/** What did not match. `message` where there was no answer to compare. */
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

/** What Pact's verifier found, and everything that it printed: not to be shown as it is, it holds tokens. */
export interface VerifierRun {
  readonly results: readonly PactResult[];
  /** What it said instead of results, where it could not run. */
  readonly failure?: string;
  readonly printed: string;
}

/** More than Pact's own patience with a state that fails, which is two minutes. */
const LIMIT_MS = 300_000;

const PROCESS = fileURLToPath(new URL("./verifier-process.ts", import.meta.url));

/** Runs Pact's verifier in a child process, if it has anything to verify. Never rejects for what it found. */
export async function runVerifier(options: VerifierOptions): Promise<VerifierRun> {
  if (options.pactUrls?.length === 0) return { results: [], printed: "" };
  const child = fork(PROCESS, {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: [],
    timeout: LIMIT_MS,
    env: { ...process.env, PACT_DO_NOT_TRACK: "true" },
  });
  const pieces: Buffer[] = [];
  child.stdout?.on("data", (piece) => pieces.push(piece));
  child.stderr?.on("data", (piece) => pieces.push(piece));
  let said = "The verifier ended without a result.";
  child.on("message", (message) => {
    said = String(message);
  });
  child.send(options);
  await new Promise((resolve) => child.once("close", resolve));
  const printed = Buffer.concat(pieces).toString("utf8");
  const results = resultsIn(said);
  return results ? { results, printed } : { results: [], failure: said, printed };
}

function resultsIn(said: string): PactResult[] | undefined {
  try {
    return JSON.parse(said).interactionResults;
  } catch {
    return undefined;
  }
}
