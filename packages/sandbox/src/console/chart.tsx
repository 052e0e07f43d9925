import type { JSX } from "hono/jsx/jsx-runtime";
import { formatDuration } from "../http/format-duration.ts";
import { type ChartData, type Interval, LANES, type Lane } from "./chart-data.ts";
import { OUTCOME_GROUPS } from "./outcome-group.ts";

const LANE_HEIGHT = 24;
const GAP = 8;
const MIN_BAR = 3;
const AXIS_HEIGHT = 18;

/**
 * Draws the requests over time: one lane for each kind, with faults as marks in the last lane.
 *
 * The names of the lanes are next to them, so that color is not the only difference. Positions on the
 * time axis are percentages, so the chart fits every width and its text keeps its size. A table with
 * the same figures follows it.
 */
export function Chart({ data }: { data: ChartData }): JSX.Element {
  const height = LANES.length * (LANE_HEIGHT + GAP) + AXIS_HEIGHT;
  const { stepMs, intervals, totals } = data;
  const spanMs = stepMs * intervals.length;
  const summary = LANES.map((lane) => `${OUTCOME_GROUPS[lane]}: ${totals[lane]}`).join(". ");
  return (
    <figure class="chart" id="chart">
      <dl class="lanes">
        {LANES.map((lane) => (
          <div class={`lane-${lane}`}>
            <dt>{OUTCOME_GROUPS[lane]}</dt>
            <dd>{totals[lane].toLocaleString("en-US")}</dd>
          </div>
        ))}
      </dl>
      <svg role="img" aria-labelledby="chart-title chart-description" height={height} width="100%">
        <title id="chart-title">All requests over the last {formatDuration(spanMs)}</title>
        <desc id="chart-description">
          {summary}. Each bar covers {formatDuration(stepMs)}.
        </desc>
        {LANES.map((lane, index) => (
          <LaneBars data={data} lane={lane} top={index * (LANE_HEIGHT + GAP)} />
        ))}
        <g class="axis">
          <text x="0" y={height - 3}>
            {formatDuration(spanMs)} ago
          </text>
          <text x="50%" y={height - 3} text-anchor="middle">
            {formatDuration(spanMs / 2)} ago
          </text>
          <text x="100%" y={height - 3} text-anchor="end">
            now
          </text>
        </g>
      </svg>
      <ChartTable data={data} />
    </figure>
  );
}

function LaneBars({ data, lane, top }: { data: ChartData; lane: Lane; top: number }): JSX.Element {
  const { intervals } = data;
  const highest = Math.max(1, ...intervals.map(({ counts }) => counts[lane]));
  const width = 100 / intervals.length;
  const bottom = top + LANE_HEIGHT;
  return (
    <g class={`lane-${lane}`}>
      <line class="base" x1="0" x2="100%" y1={bottom + 0.5} y2={bottom + 0.5} />
      {intervals.map(({ counts }, index) => {
        const value = counts[lane];
        if (value === 0) return "";
        if (lane === "fault") return <FaultMark x={(index + 0.5) * width} top={top} bottom={bottom} />;
        const bar = Math.max(MIN_BAR, (LANE_HEIGHT * value) / highest);
        return (
          <rect
            x={`${round(index * width + width * 0.12)}%`}
            y={round(bottom - bar)}
            width={`${round(width * 0.76)}%`}
            height={round(bar)}
            rx="1"
          />
        );
      })}
    </g>
  );
}

/** A dot in the lane of the faults, and a line through the lanes above it. */
function FaultMark({ x, top, bottom }: { x: number; top: number; bottom: number }): JSX.Element {
  const middle = (top + bottom) / 2;
  const left = `${round(x)}%`;
  return (
    <>
      <line class="fault-line" x1={left} x2={left} y1="0" y2={middle} />
      <circle cx={left} cy={middle} r="4" />
    </>
  );
}

function ChartTable({ data: { from, intervals, stepMs } }: { data: ChartData }): JSX.Element {
  const end = from + stepMs * intervals.length;
  const used = intervals.filter(({ counts }) => LANES.some((lane) => counts[lane] > 0));
  return (
    <details class="chart-table" id="chart-table">
      <summary>Show as a table</summary>
      <table class="figures">
        <caption>All requests in intervals of {formatDuration(stepMs)}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            {LANES.map((lane) => (
              <th scope="col" class="number">
                {OUTCOME_GROUPS[lane]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{used.map((interval) => tableRow(interval, end))}</tbody>
      </table>
    </details>
  );
}

function tableRow({ from, counts }: Interval, end: number): JSX.Element {
  return (
    <tr>
      <th scope="row">{formatDuration(end - from)} ago</th>
      {LANES.map((lane) => (
        <td class="number">{counts[lane]}</td>
      ))}
    </tr>
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
