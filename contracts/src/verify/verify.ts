import { encodeInteractionId, type InteractionKey } from "../pact/interaction-id.ts";
import { PROVIDER, STATES } from "../pact/provider.ts";
import { readPacts } from "../pact/read-pacts.ts";
import { copyRunnablePacts } from "./copy-runnable-pacts.ts";
import { type Observation, observeProvider } from "./observe-provider.ts";
import { reconcile } from "./reconcile.ts";
import { redact } from "./redact.ts";
import { runVerifier } from "./run-verifier.ts";
import { startStateServer } from "./state-server.ts";
import type { Target } from "./target.ts";
import type { Verification } from "./verification.ts";
import { withFindings } from "./with-findings.ts";

/** Options of {@link verify}. */
export interface VerifyOptions extends Observation {
  /** How much Pact logs. Default: "error". */
  readonly logLevel?: LogLevel;
  /** Receives the redacted output of Pact. */
  readonly onOutput?: (text: string) => void;
}

/** Pact's log levels. */
export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

/**
 * Verifies the pacts of a folder against a target.
 *
 * Runs every interaction that the target supports and reconciles what ran with what is committed.
 * Does not reject if an interaction fails. The result and the output contain no token and no
 * secret.
 *
 * @example
 * const target = await startSandboxOnNode();
 * const verification = await verify(COMMITTED_PACTS, target).finally(target.close);
 * const verdict = getVerdict(verification);
 */
export async function verify(
  folder: string,
  target: Target,
  { validate, transform, responseTimeoutMs, logLevel = "error", onOutput }: VerifyOptions = {},
): Promise<Verification> {
  const set = readPacts(folder);
  const isUnsupported = (state: string) => STATES.has(state) && !(state in target.states);
  const states = await startStateServer(target.states);
  const provider = await observeProvider(target.baseUrl, { validate, transform, responseTimeoutMs });
  const copies = await copyRunnablePacts(set.pacts, isUnsupported);
  try {
    const run = await runVerifier({
      provider: PROVIDER,
      providerBaseUrl: provider.url,
      providerStatesSetupUrl: states.url,
      pactUrls: [...copies.files],
      failIfNoPactsFound: true,
      followRedirects: false,
      logLevel,
    });
    const redactAll = (text: string) => redact(text, [...target.secrets, ...states.values()]);
    onOutput?.(redactAll(run.output));
    const { results, problems } = reconcile(set.pacts, isUnsupported, run.results);
    const findings = (key: InteractionKey) => provider.findings(encodeInteractionId(key));
    const unseen = results.filter((result) => result.outcome === "passed" && !findings(result));
    return {
      target: target.name,
      results: results.map((result) =>
        withFindings(result, {
          observed: findings(result),
          stateFailure: states.failure(result.providerState ?? ""),
          redact: redactAll,
        }),
      ),
      problems: [
        ...set.problems,
        ...(run.failure === undefined ? [] : [`Pact's verifier could not run: ${run.failure}`]),
        ...problems,
        ...unseen.map(
          ({ consumer, description }) => `${consumer}: "${description}" passed without a response.`,
        ),
      ].map(redactAll),
    };
  } finally {
    await Promise.all([states.close(), provider.close(), copies.remove()]);
  }
}
