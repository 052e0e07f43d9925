/** A row of the table: what is measured, and against what. */
export interface Row {
  /** The name of the result, the chart, and the heading's anchor. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly better: "lower" | "higher";
  /** The limit for ours. Missing: the row is reported only. */
  readonly mark?: number;
  /** The subject that ours must be ahead of. A tie is enough if `mayTie`. */
  readonly rival?: { readonly name: string; readonly mayTie: boolean };
  /** How it is measured: one or two sentences. */
  readonly method: string;
  /** What it means for a user: one sentence. */
  readonly meaning: string;
}

/** The unit of a row's values. A ratio is a value divided by the baseline's. */
export type Unit = "ratio" | "exchanges" | "ms" | "bytes";

/** What was measured of one subject. */
export interface Subject {
  readonly name: string;
  readonly isOurs: boolean;
  /** The median. `null`: the subject has no such function, or failed. */
  readonly value: number | null;
  /** The lowest and highest value of a process, or of another independent repetition. */
  readonly low?: number;
  readonly high?: number;
  /** What else is worth knowing, such as the absolute time. */
  readonly note?: string;
}

/** What was measured for one row. */
export interface Measurement {
  readonly subjects: readonly Subject[];
  /** The name of the baseline of a ratio. */
  readonly baseline?: string;
  /** The baseline compared with itself. */
  readonly control?: Subject;
}

/** How long to measure: `quick` is for a look, `full` for the documentation. */
export type Effort = "quick" | "full";

/** Rows that are measured together. */
export interface Bench {
  readonly rows: readonly Row[];
  /** Returns a measurement for the ID of each row. */
  readonly measure: (effort: Effort) => Promise<Readonly<Record<string, Measurement>>>;
}
