import { PROVIDER } from "../provider.ts";
import { STATES } from "../states.ts";
import { completed } from "./completed.ts";
import { interactionId, type NamedInteraction } from "./interaction-id.ts";
import { possiblePacts } from "./possible-pacts.ts";
import { readPacts } from "./read-pacts.ts";
import { runVerifier } from "./run-verifier.ts";
import { scrubbed } from "./scrubbed.ts";
import { settle } from "./settle.ts";
import { serveStates } from "./state-server.ts";
import type { Target } from "./target.ts";
import type { Verification } from "./verification.ts";
import { type Watch, watched } from "./watched.ts";

/** How to verify: see {@link verify}. */
export interface VerifyOptions {
  /** Looks at every answer beside Pact, which tolerates what it was not told of. Default: nobody. */
  readonly watch?: Watch;
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
  { watch, logLevel = "error", onOutput }: VerifyOptions = {},
): Promise<Verification> {
  const set = readPacts(directory, { provider: PROVIDER, states: STATES });
  const impossible = (state: string) => STATES.has(state) && !(state in target.states);
  const states = await serveStates(target.states);
  const provider = watch && (await watched(target.baseUrl, watch));
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
    const found = (of: NamedInteraction) => provider?.found(interactionId(of));
    const unseen = results.filter((result) => provider && result.outcome === "held" && !found(result));
    return {
      target: target.name,
      results: results.map((result) =>
        completed(result, { found: found(result), unentered: states.failure(result.given ?? ""), shown }),
      ),
      refusals: [
        ...set.refusals,
        ...(run.failure === undefined ? [] : [`Pact's verifier could not run: ${run.failure}`]),
        ...refusals,
        ...unseen.map(
          ({ consumer, description }) => `${consumer}: «${description}» held, and no answer was seen.`,
        ),
      ].map(shown),
    };
  } finally {
    await Promise.all([states.close(), provider?.close(), copies.remove()]);
  }
}
