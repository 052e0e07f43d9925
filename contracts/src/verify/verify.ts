import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { PROVIDER } from "../provider.ts";
import { STATES } from "../states.ts";
import type { Pact, PactSet } from "./pact-set.ts";
import { readPacts } from "./read-pacts.ts";
import { runVerifier } from "./run-verifier.ts";
import { scrubbed } from "./scrubbed.ts";
import { settle } from "./settle.ts";
import { serveStates } from "./state-server.ts";
import type { Target } from "./target.ts";
import type { Verification } from "./verification.ts";

/** How to verify: see {@link verify}. */
export interface VerifyOptions {
  /** How much of Pact's own output to gather. Default `error`. */
  readonly logLevel?: "error" | "warn" | "info" | "debug" | "trace";
  /** Receives that output, scrubbed. Default: nobody. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Verifies a folder of pacts against a target: asks it everything that the consumers count on, and keeps the ledger
 * of what ran and what held. Never rejects for what it finds, and shows no token and no secret in anything it returns.
 */
export async function verify(
  directory: string,
  target: Target,
  options: VerifyOptions = {},
): Promise<Verification> {
  const set = readPacts(directory, PROVIDER);
  const impossible = (state: string) => STATES.has(state) && !(state in target.states);
  const refusals = [...set.refusals, ...unknownStates(set)];
  const possible = set.pacts.map((pact) => ({
    ...pact,
    interactions: pact.interactions.filter(
      ({ providerStates = [] }) => !providerStates.some((s) => impossible(s.name)),
    ),
  }));
  const states = await serveStates(target.states);
  const folder = await mkdtemp(join(tmpdir(), "wakapay-pacts-"));
  try {
    const run = await runVerifier({
      provider: PROVIDER,
      providerBaseUrl: target.baseUrl,
      providerStatesSetupUrl: states.url,
      pactUrls: await copied(possible, folder),
      failIfNoPactsFound: true,
      logLevel: options.logLevel ?? "error",
    });
    const shown = (text: string) => scrubbed(text, [...target.secrets, ...states.given()]);
    options.onOutput?.(shown(run.printed));
    const settled = settle(set.pacts, impossible, run.results);
    if (run.failure !== undefined) refusals.push(`Pact's verifier could not run: ${run.failure}`);
    return {
      target: target.name,
      results: settled.results.map((result) => ({
        ...result,
        differences: result.differences.map(({ where, expected, came }) => ({
          where,
          expected,
          came: shown(came),
        })),
      })),
      refusals: [...refusals, ...settled.refusals].map(shown),
    };
  } finally {
    await states.close();
    await rm(folder, { recursive: true });
  }
}

function unknownStates({ pacts }: PactSet): string[] {
  const named = pacts.flatMap(({ consumer, interactions }) =>
    interactions.flatMap(({ description, providerStates = [] }) =>
      providerStates.map(({ name }) => ({ name, at: `${consumer.name}: «${description}»` })),
    ),
  );
  return named
    .filter(({ name }) => !STATES.has(name))
    .map(({ name, at }) => `${at} needs the state «${name}», which is not known.`);
}

async function copied(pacts: readonly Pact[], folder: string): Promise<string[]> {
  const withWork = pacts.filter(({ interactions }) => interactions.length > 0);
  return Promise.all(
    withWork.map(async ({ file, ...pact }) => {
      const copy = join(folder, basename(file));
      await writeFile(copy, JSON.stringify(pact));
      return copy;
    }),
  );
}
