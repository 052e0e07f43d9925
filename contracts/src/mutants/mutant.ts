import type { Answer } from "../relay/answer.ts";

/** One change of an answer that nobody may fail to notice. */
export interface Mutant {
  /** Which part of the answer: `status`, `Content-Type`, `body` or a field. */
  readonly part: string;
  /** What is done to it, as in «removed». */
  readonly change: string;
  apply(answer: Answer): Answer;
}
