import type { Measurement, Row } from "../table/row.ts";
import { formatValue } from "./format-value.ts";

const WIDTH = 760;
const LABEL_WIDTH = 220;
const VALUE_WIDTH = 110;
const BAR_HEIGHT = 18;
const ROW_HEIGHT = 30;
const TOP = 44;
const PLOT_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
/** If the longest bar is more than this many times the shortest, the scale is logarithmic. */
const LOG_SCALE_FROM = 20;

const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .value { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
  .title { font-weight: 600; font-size: 14px; }
  .quiet { fill: #59636e; font-size: 12px; }
  .ours { fill: #0969da; }
  .other { fill: #8c959f; }
  .spread { stroke: #1f2328; stroke-width: 1; opacity: 0.7; }
  .mark { stroke: #bc4c00; stroke-width: 1.5; stroke-dasharray: 4 3; }
  .mark-text { fill: #bc4c00; font-size: 12px; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .value { stroke: #0d1117; }
    .quiet { fill: #9198a1; }
    .ours { fill: #4493f8; }
    .other { fill: #656c76; }
    .spread { stroke: #f0f6fc; }
    .mark { stroke: #f0883e; }
    .mark-text { fill: #f0883e; }
  }`;

/** Draws a bar for each subject, with its spread and the mark. Readable on light and dark pages. */
export function drawChart(row: Row, { subjects, baseline }: Measurement): string {
  const measured = subjects.filter(({ value }) => value !== null);
  const values = measured.flatMap(({ value, high }) => [value ?? 0, high ?? 0]);
  const longest = Math.max(...values, row.mark ?? 0, row.unit === "ratio" ? 1 : 0);
  const shortest = Math.min(...measured.map(({ value }) => value ?? 0), row.mark ?? longest);
  const isLog = shortest > 0 && longest / shortest > LOG_SCALE_FROM;
  const origin = isLog ? Math.log(shortest / 2) : 0;
  const project = (value: number) => (isLog ? Math.log(Math.max(value, shortest / 2)) : value) - origin;
  const x = (value: number) => (PLOT_WIDTH * project(value)) / project(longest);
  const height = TOP + measured.length * ROW_HEIGHT + 12;

  const bars = measured.map((subject, index) => {
    const { name, isOurs, value, low, high } = subject;
    const y = TOP + index * ROW_HEIGHT;
    const middle = y + BAR_HEIGHT / 2;
    const width = Math.max(1, x(value ?? 0));
    const spread =
      low === undefined || high === undefined || low === high
        ? ""
        : `<line class="spread" x1="${at(x(low))}" x2="${at(x(high))}" y1="${middle}" y2="${middle}"/>`;
    const end = at(Math.max(width, x(high ?? 0)) + 6);
    return `  <text x="${LABEL_WIDTH - 8}" y="${middle + 4}" text-anchor="end">${escapeXml(name)}</text>
  <rect class="${isOurs ? "ours" : "other"}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>
  ${spread}<text class="value" x="${end}" y="${middle + 4}">${formatValue(value ?? 0, row.unit)}</text>`;
  });
  const scale = isLog ? ", logarithmic scale" : "";
  const unit = row.unit === "ratio" ? `times ${baseline?.replaceAll("`", "") ?? "the baseline"}` : row.unit;
  const description = `${unit}, ${row.better} is better${scale}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeXml(row.title)}">
  <title>${escapeXml(row.title)}</title>
  <style>${STYLE}
  </style>
  <text class="title" x="0" y="16">${escapeXml(row.title.replaceAll("`", ""))}</text>
  <text class="quiet" x="${LABEL_WIDTH}" y="34">${escapeXml(description)}</text>
${row.mark === undefined ? "" : markLine(x(row.mark), height, formatValue(row.mark, row.unit))}${bars.join("\n")}
</svg>
`;
}

function markLine(offset: number, height: number, text: string): string {
  const x = at(offset);
  return `  <line class="mark" x1="${x}" x2="${x}" y1="${TOP - 4}" y2="${height - 8}"/>
  <text class="mark-text" x="${WIDTH}" y="34" text-anchor="end">mark: ${text}</text>
`;
}

/** Returns the place of an offset in the plot. */
function at(offset: number): string {
  return (LABEL_WIDTH + offset).toFixed(1);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
