import type { Listening } from "../listening.ts";
import type { AnswerJudge } from "../openapi/answer-judge.ts";
import type { Answer, Asked } from "../relay/answer.ts";
import { relay } from "../relay/relay.ts";
import type { Difference } from "./difference.ts";

/** Who looks at the answers on their way to Pact. */
export interface Watch {
  readonly judge: AnswerJudge;
  /** Puts another answer in the place of each, before it is judged: what the mutation check does. Default: none. */
  readonly change?: (asked: Asked, answer: Answer) => Answer;
}

/** A provider behind a relay: see {@link watched}. */
export interface WatchedProvider extends Listening {
  /** What the judge found in the answers to an interaction; undefined where none came by. */
  found(interaction: string): readonly Difference[] | undefined;
}

/** Puts a relay before a provider and lets the watch see every answer. */
export async function watched(baseUrl: string, { judge, change }: Watch): Promise<WatchedProvider> {
  const differences = new Map<string, Difference[]>();
  const relayed = await relay(baseUrl, (asked, answer) => {
    const passed = change ? change(asked, answer) : answer;
    const before = differences.get(asked.interaction) ?? [];
    differences.set(asked.interaction, [...before, ...judge(asked, passed)]);
    return passed;
  });
  return { ...relayed, found: (interaction) => differences.get(interaction) };
}
