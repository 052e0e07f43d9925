/** One way in which an answer was not the promised one. Holds no token: see {@link differencesOf}. */
export interface Difference {
  /** Which part of the answer: `status`, `Content-Type`, `$.expiresIn`, or `exchange` where there was no answer. */
  readonly where: string;
  readonly expected: string;
  readonly came: string;
}
