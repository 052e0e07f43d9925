import type { ProblemName } from "../../src/http/problem.ts";
import type { RawRequest, RawResponse } from "../http/raw-exchange.ts";
import type { Rig } from "./rig.ts";
import type { Witnessed } from "./witness.ts";

/** What the attacked gateway must do. */
export interface Expected {
  /** The status of its answer; `closed` where it may hang up without one. */
  readonly status: number | "closed";
  /** The gateway's own refusal; absent where the platform refuses first, or where WakaPay answers. */
  readonly problem?: ProblemName;
  /** How many business requests reach WakaPay. Default none. */
  readonly reaching?: number;
  /** What else holds, in words for the table; `also` checks it. */
  readonly and?: string;
}

/** One row of the table: something hostile or careless that is sent, and what must come of it. */
export interface Attack {
  readonly name: string;
  readonly expected: Expected;
  readonly request: (rig: Rig) => RawRequest | Promise<RawRequest>;
  readonly also?: (outcome: Outcome) => void | Promise<void>;
}

/** What came of an attack. */
export interface Outcome {
  readonly rig: Rig;
  readonly answer: RawResponse;
  readonly seen: readonly Witnessed[];
}

/** An attack of several steps, on a gateway of its own. */
export interface Scenario {
  readonly name: string;
  /** What must come of it, in words for the table; `run` checks it. */
  readonly expected: string;
  readonly run: (rig: Rig) => Promise<void>;
}

/** Attacks of one kind. */
export interface AttackClass {
  readonly title: string;
  readonly attacks?: readonly Attack[];
  readonly scenarios?: readonly Scenario[];
}
