import { logError } from "./request-log.ts";

/**
 * What each position of a data point contains: `blob1` is the first of `blobs`, `double1` the first
 * of `doubles`.
 *
 * Queries name the positions, and data points are kept for months. Only append to these lists.
 * `docs/observing.md` describes each position; a test compares the two.
 */
export const POSITIONS = {
  blobs: [
    "kind",
    "account",
    "caller",
    "keyId",
    "route",
    "method",
    "problem",
    "tokenFrom",
    "pair",
    "result",
    "reason",
    "refused",
    "credential",
  ],
  doubles: ["status", "durationMs", "tokenMs", "upstreamMs", "sends", "attempt"],
} as const;

type Text = (typeof POSITIONS.blobs)[number];
type Amount = (typeof POSITIONS.doubles)[number];

/** A request or an exchange. Missing texts are written as `""`, and missing numbers as 0. */
export type Figure = { readonly kind: "request" | "exchange" } & {
  readonly [Name in Exclude<Text, "kind">]?: string | undefined;
} & { readonly [Name in Amount]?: number | undefined };

/** Writes a figure. Never throws, and never waits. */
export type WriteFigure = (figure: Figure) => void;

/**
 * Returns a function that writes figures to an Analytics Engine dataset, or `undefined` if there is
 * none.
 *
 * The index, by which Analytics Engine samples, is the caller. Figures without a caller use their
 * kind. The first failure is logged as `figures_failed`.
 *
 * @example
 * const writeFigure = figuresOf(bindings.FIGURES);
 * writeFigure?.({ kind: "request", caller: "billing", status: 200 });
 */
export function figuresOf(dataset: AnalyticsEngineDataset | undefined): WriteFigure | undefined {
  if (dataset === undefined) return undefined;
  let hasFailed = false;
  return (figure) => {
    try {
      dataset.writeDataPoint({
        indexes: [figure.caller ?? figure.kind],
        blobs: POSITIONS.blobs.map((name) => figure[name] ?? ""),
        doubles: POSITIONS.doubles.map((name) => figure[name] ?? 0),
      });
    } catch (error) {
      if (hasFailed) return;
      hasFailed = true;
      logError({ event: "figures_failed", error: error instanceof Error ? error.name : "not an error" });
    }
  };
}
