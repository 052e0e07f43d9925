import type { AnswerJudge } from "../openapi/answer-judge.ts";
import type { Answer, Asked } from "../relay/answer.ts";
import { relay } from "../relay/relay.ts";
import type { Difference } from "./difference.ts";

/** Puts another answer in the place of one: what the mutation check does. */
export type AnswerChange = (asked: Asked, answer: Answer) => Answer;

/** A provider behind a relay: see {@link watched}. */
export interface WatchedProvider {
  readonly url: string;
  /** What the judge found in the answers to an interaction. */
  found(interaction: string): readonly Difference[];
  close(): Promise<void>;
}

/** Puts a relay before a provider, which changes every answer, if it is told how, and lets a judge see what goes on. */
export async function watched(
  baseUrl: string,
  judge: AnswerJudge,
  change: AnswerChange = (_, answer) => answer,
): Promise<WatchedProvider> {
  const differences = new Map<string, Difference[]>();
  const { url, close } = await relay(baseUrl, (asked, answer) => {
    const changed = change(asked, answer);
    const found = judge(asked, changed);
    differences.set(asked.interaction, [...(differences.get(asked.interaction) ?? []), ...found]);
    return changed;
  });
  return { url, close, found: (interaction) => differences.get(interaction) ?? [] };
}
