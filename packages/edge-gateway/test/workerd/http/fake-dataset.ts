import { POSITIONS } from "../../../src/http/figures.ts";

/** A data point as `writeDataPoint` receives it. */
export interface DataPoint {
  readonly indexes: readonly string[];
  readonly blobs: readonly string[];
  readonly doubles: readonly number[];
}

/** An Analytics Engine dataset that keeps its data points. */
export interface FakeDataset {
  readonly dataset: AnalyticsEngineDataset;
  readonly points: readonly DataPoint[];
  /** Returns the data points of a kind, by the names of their positions. */
  figures(kind: "request" | "exchange"): readonly Record<string, string | number | undefined>[];
}

/** Creates an empty one: bare workerd has no Analytics Engine. */
export function fakeDataset(): FakeDataset {
  const points: DataPoint[] = [];
  return {
    points,
    dataset: { writeDataPoint: (point) => points.push(JSON.parse(JSON.stringify(point))) },
    figures: (kind) =>
      points
        .filter(({ blobs }) => blobs[0] === kind)
        .map(({ blobs, doubles }) =>
          Object.fromEntries([
            ...POSITIONS.blobs.map((name, at) => [name, blobs[at]]),
            ...POSITIONS.doubles.map((name, at) => [name, doubles[at]]),
          ]),
        ),
  };
}
