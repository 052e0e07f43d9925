import type { AnswerJudge } from "../openapi/answer-judge.ts";
import { PROVIDER } from "../provider.ts";
import { STATES } from "../states.ts";
import { interactionId } from "./interaction-id.ts";
import type { PactSet } from "./pact-set.ts";
import { possiblePacts } from "./possible-pacts.ts";
import { readPacts } from "./read-pacts.ts";
import { runVerifier } from "./run-verifier.ts";
import { scrubbed } from "./scrubbed.ts";
import { settle } from "./settle.ts";
import { serveStates } from "./state-server.ts";
import type { Target } from "./target.ts";
import type { InteractionResult, Verification } from "./verification.ts";
import { type AnswerChange, watched } from "./watched.ts";

/** How to verify: see {@link verify}. */
export interface VerifyOptions {
  /** Judges every answer beside Pact, which tolerates what it was not told of. Default: nobody. */
  readonly judge?: AnswerJudge;
  /** Changes the answers on their way to Pact and to the judge. Needs one. */
  readonly change?: AnswerChange;
  /** How much of Pact's own output to gather. Default `error`. */
  readonly logLevel?: LogLevel;
  /** Receives that output, scrubbed. Default: nobody. */
  readonly onOutput?: (text: string) => void;
}

/** Pact's log levels. */
export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

/**
 * Verifies a folder of pacts against a target: asks it everything that the consumers count on, and keeps the ledger
 * of what ran and what held. Never rejects for what it finds, and shows no token and no secret in anything it gives.
 */
export async function verify(
  directory: string,
  target: Target,
  { judge, change, logLevel = "error", onOutput }: VerifyOptions = {},
): Promise<Verification> {
  const set = readPacts(directory, PROVIDER);
  const impossible = (state: string) => STATES.has(state) && !(state in target.states);
  const states = await serveStates(target.states);
  const provider = judge && (await watched(target.baseUrl, judge, change));
  const copies = await possiblePacts(set.pacts, { impossible, named: provider !== undefined });
  try {
    const run = await runVerifier({
      provider: PROVIDER,
      providerBaseUrl: provider?.url ?? target.baseUrl,
      providerStatesSetupUrl: states.url,
      pactUrls: [...copies.files],
      failIfNoPactsFound: true,
      logLevel,
    });
    const shown = (text: string) => scrubbed(text, [...target.secrets, ...states.given()]);
    onOutput?.(shown(run.printed));
    const { results, refusals } = settle(set.pacts, impossible, run.results);
    const failure = run.failure === undefined ? [] : [`Pact's verifier could not run: ${run.failure}`];
    const complete = (result: InteractionResult): InteractionResult => {
      const found = provider?.found(interactionId(result)) ?? [];
      const differences = [...(unentered(result, states.failure) ?? result.differences), ...found];
      return {
        ...result,
        outcome: found.length > 0 ? "failed" : result.outcome,
        differences: differences.map((difference) => ({ ...difference, came: shown(difference.came) })),
      };
    };
    return {
      target: target.name,
      results: results.map(complete),
      refusals: [...set.refusals, ...unknownStates(set), ...failure, ...refusals].map(shown),
    };
  } finally {
    await Promise.all([states.close(), provider?.close(), copies.remove()]);
  }
}

// Of a state that could not be entered, Pact says only that there was one.
function unentered(
  { given, outcome }: InteractionResult,
  failure: (state: string) => string | undefined,
): InteractionResult["differences"] | undefined {
  const reason = outcome === "failed" && given !== undefined ? failure(given) : undefined;
  return reason === undefined
    ? undefined
    : [{ where: "provider state", expected: `«${given}»`, came: reason }];
}

function unknownStates({ pacts }: PactSet): string[] {
  return pacts.flatMap(({ consumer, interactions }) =>
    interactions.flatMap(({ description, providerStates = [] }) =>
      providerStates
        .filter(({ name }) => !STATES.has(name))
        .map(
          ({ name }) => `${consumer.name}: «${description}» needs the state «${name}», which is not known.`,
        ),
    ),
  );
}
