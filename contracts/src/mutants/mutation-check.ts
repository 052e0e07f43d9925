import type { DocumentedOutcome } from "../openapi/documented-outcomes.ts";
import { decodeInteractionId, type InteractionKey } from "../pact/interaction-id.ts";
import type { Validator } from "../relay/validator.ts";
import type { Target } from "../verify/target.ts";
import type { InteractionResult } from "../verify/verification.ts";
import { verify } from "../verify/verify.ts";
import { createMutants } from "./create-mutants.ts";
import type { Mutant } from "./mutant.ts";

/** One mutant, tried on one interaction. */
export interface Trial {
  readonly interaction: string;
  /** The documented outcome, such as `POST /business/auth 200`. */
  readonly outcome: string;
  readonly mutant: Mutant;
  /** What detected the mutant. Empty if it survived. */
  readonly killedBy: readonly ("Pact" | "OpenAPI")[];
}

/** Options of {@link runMutationCheck}. */
export interface MutationCheckOptions {
  readonly pacts: string;
  readonly target: Target;
  readonly validate: Validator;
  readonly outcomes: readonly DocumentedOutcome[];
  /** Selects the rounds to run, by number. Default: all. */
  readonly includesRound?: (round: number) => boolean;
}

/**
 * Verifies the pacts repeatedly through a relay that changes every response. Round `n` applies the
 * mutant with the index `n` to each interaction, so each interaction detects its own mutant.
 *
 * Rejects if the unchanged responses do not pass or an interaction does not run, because a detected
 * mutant would then prove nothing.
 */
export async function runMutationCheck(options: MutationCheckOptions): Promise<Trial[]> {
  const { outcomes, includesRound = () => true } = options;
  const control = await runRound(options, () => undefined);
  if (control.some(({ outcome }) => outcome !== "passed")) {
    throw new Error("The unchanged responses do not pass.");
  }
  const mutants = new Map(outcomes.map((outcome) => [outcome, createMutants(outcome)]));
  const rounds = Math.max(...[...mutants.values()].map(({ length }) => length));
  const trials: Trial[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (!includesRound(round)) continue;
    const select = ({ description }: InteractionKey) => {
      const outcome = outcomes.find(({ interactions }) => interactions.includes(description));
      const mutant = outcome && mutants.get(outcome)?.[round];
      return mutant && { mutant, outcome: `${outcome.operation} ${outcome.status}` };
    };
    const results = await runRound(options, (key) => select(key)?.mutant);
    trials.push(
      ...results.flatMap((result) => {
        const selected = select(result);
        const interaction = `${result.consumer}: ${result.description}`;
        return selected ? [{ ...selected, interaction, killedBy: findKillers(result) }] : [];
      }),
    );
  }
  return trials;
}

async function runRound(
  { pacts, target, validate }: MutationCheckOptions,
  selectMutant: (key: InteractionKey) => Mutant | undefined,
): Promise<readonly InteractionResult[]> {
  const { results, problems } = await verify(pacts, target, {
    validate,
    transform: ({ interaction }, response) =>
      selectMutant(decodeInteractionId(interaction))?.apply(response) ?? response,
  });
  if (problems.length > 0) throw new Error(`The verification is inconclusive: ${problems.join(" ")}`);
  return results;
}

// A closed connection does not count: Pact must have seen the response and named what is wrong.
function findKillers({ differences }: InteractionResult): Trial["killedBy"] {
  const places = differences.map(({ where }) => where).filter((where) => where !== "connection");
  const byPact = places.some((where) => !where.startsWith("OpenAPI: "));
  const byOpenApi = places.some((where) => where.startsWith("OpenAPI: "));
  return [...(byPact ? (["Pact"] as const) : []), ...(byOpenApi ? (["OpenAPI"] as const) : [])];
}
