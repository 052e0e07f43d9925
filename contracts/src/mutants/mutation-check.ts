import type { AnswerJudge } from "../openapi/answer-judge.ts";
import type { DocumentedOutcome } from "../openapi/documented-outcomes.ts";
import { interactionIn, type NamedInteraction } from "../verify/interaction-id.ts";
import type { Target } from "../verify/target.ts";
import type { InteractionResult } from "../verify/verification.ts";
import { verify } from "../verify/verify.ts";
import type { Mutant } from "./mutant.ts";
import { mutantsOf } from "./mutants-of.ts";

/** One mutant, tried on one interaction. */
export interface Trial {
  readonly interaction: string;
  /** The documented outcome, as in «POST /business/auth 200». */
  readonly outcome: string;
  readonly mutant: Mutant;
  /** Who noticed; nobody, where it survived. */
  readonly killedBy: readonly ("Pact" | "OpenAPI")[];
}

/** What is checked: see {@link mutationCheck}. */
export interface MutationCheckOptions {
  readonly pacts: string;
  readonly target: Target;
  readonly judge: AnswerJudge;
  readonly outcomes: readonly DocumentedOutcome[];
  /** Which rounds of the table are run, by number. Default: all. */
  readonly rounds?: (round: number) => boolean;
}

/**
 * Verifies the pacts over and over, each time through a proxy that changes every interaction's answer in one way: round
 * `n` applies each interaction's `n`th mutant. One round tries as many mutants as there are interactions, and a kill
 * is still one mutant's own.
 *
 * Rejects where the unchanged answers do not hold, or where an interaction did not run: then a kill would mean nothing.
 */
export async function mutationCheck(options: MutationCheckOptions): Promise<Trial[]> {
  const { outcomes, rounds = () => true } = options;
  const control = await round(options, () => undefined);
  if (control.some(({ outcome }) => outcome !== "held"))
    throw new Error("The unchanged answers do not hold.");
  const tables = new Map(outcomes.map((outcome) => [outcome, mutantsOf(outcome)]));
  const longest = Math.max(...[...tables.values()].map(({ length }) => length));
  const trials: Trial[] = [];
  for (let number = 0; number < longest; number += 1) {
    if (!rounds(number)) continue;
    const mutantFor = ({ description }: NamedInteraction) => {
      const outcome = outcomes.find(({ interactions }) => interactions.includes(description));
      const mutant = outcome && tables.get(outcome)?.[number];
      return mutant && { mutant, outcome: `${outcome.operation} ${outcome.status}` };
    };
    const results = await round(options, (result) => mutantFor(result)?.mutant);
    trials.push(
      ...results.flatMap((result) => {
        const tried = mutantFor(result);
        const interaction = `${result.consumer}: ${result.description}`;
        return tried ? [{ ...tried, interaction, killedBy: killers(result) }] : [];
      }),
    );
  }
  return trials;
}

async function round(
  { pacts, target, judge }: MutationCheckOptions,
  mutantFor: (of: NamedInteraction) => Mutant | undefined,
): Promise<readonly InteractionResult[]> {
  const { results, refusals } = await verify(pacts, target, {
    watch: {
      judge,
      change: ({ interaction }, answer) => mutantFor(interactionIn(interaction))?.apply(answer) ?? answer,
    },
  });
  if (refusals.length > 0) throw new Error(`The verification proves nothing: ${refusals.join(" ")}`);
  return results;
}

// A connection that broke off is no verdict on the mutant: Pact must have seen the answer and named what is wrong.
function killers({ differences }: InteractionResult): Trial["killedBy"] {
  const places = differences.map(({ where }) => where).filter((where) => where !== "exchange");
  const byPact = places.some((where) => !where.startsWith("OpenAPI: "));
  const byOpenApi = places.some((where) => where.startsWith("OpenAPI: "));
  return [...(byPact ? (["Pact"] as const) : []), ...(byOpenApi ? (["OpenAPI"] as const) : [])];
}
