import type { Measurement, Row } from "../table/row.ts";
import { formatValue } from "./format-value.ts";

const WIDTH = 760;
const LABEL_WIDTH = 220;
const VALUE_WIDTH = 110;
const BAR_HEIGHT = 18;
const ROW_HEIGHT = 30;
const HEAD = 26;
const MARK_HEAD = 20;
/** Between a bar or the mark and the text of the value. */
const GAP = 6;
/** A value that is nearer to the mark is written behind it. */
const VALUE_TEXT_WIDTH = 40;
const PLOT_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
/** If the longest bar is more than this many times the shortest, the scale is logarithmic. */
const LOG_SCALE_FROM = 20;

/** Ours has the green of the documentation site; everything else is gray. */
const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .value { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
  .quiet { fill: #59636e; }
  .ours { fill: #1f883d; }
  .other { fill: #afb8c1; }
  .own-name { font-weight: 600; }
  .spread { fill: none; stroke: #1f2328; stroke-width: 1.5; }
  .mark { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 4 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .value { stroke: #0d1117; }
    .quiet { fill: #9198a1; }
    .ours { fill: #238636; }
    .other { fill: #57606a; }
    .spread, .mark { stroke: #f0f6fc; }
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
  const top = row.mark === undefined ? HEAD : HEAD + MARK_HEAD;
  const height = top + measured.length * ROW_HEIGHT + 12;

  const markAt = row.mark === undefined ? undefined : x(row.mark);

  const bars = measured.map((subject, index) => {
    const { name, isOurs, value, low, high } = subject;
    const y = top + index * ROW_HEIGHT;
    const middle = y + BAR_HEIGHT / 2;
    const width = Math.max(1, x(value ?? 0));
    const spread =
      low === undefined || high === undefined || low === high
        ? ""
        : `<path class="spread" d="M ${at(x(low))} ${middle - 5} v 10 m 0 -5 H ${at(x(high))} m 0 -5 v 10"/>`;
    const end = Math.max(width, x(high ?? 0)) + GAP;
    const isAtMark = markAt !== undefined && end > markAt - VALUE_TEXT_WIDTH && end < markAt + GAP;
    return `  <text${isOurs ? ' class="own-name"' : ""} x="${LABEL_WIDTH - 8}" y="${middle + 4}" text-anchor="end">${escapeXml(name)}</text>
  <rect class="${isOurs ? "ours" : "other"}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>
  ${spread}<text class="value" x="${at(isAtMark ? markAt + GAP : end)}" y="${middle + 4}">${formatValue(value ?? 0, row.unit)}</text>`;
  });
  const scale = isLog ? ", logarithmic scale" : "";
  const unit = row.unit === "ratio" ? `times ${baseline?.replaceAll("`", "") ?? "the baseline"}` : row.unit;
  const description = `${unit}, ${row.better} is better${scale}`;
  const title = escapeXml(row.title.replaceAll("`", ""));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}">
  <title>${title}</title>
  <style>${STYLE}
  </style>
  <text class="quiet" x="${LABEL_WIDTH}" y="14">${escapeXml(description)}</text>
${row.mark === undefined ? "" : markLine(x(row.mark), top, height, formatValue(row.mark, row.unit))}${bars.join("\n")}
</svg>
`;
}

function markLine(offset: number, top: number, height: number, text: string): string {
  const x = at(offset);
  return `  <line class="mark" x1="${x}" x2="${x}" y1="${top - 6}" y2="${height - 8}"/>
  <text x="${x}" y="${top - 11}" text-anchor="middle">mark: ${text}</text>
`;
}

/** Returns the place of an offset in the plot. */
function at(offset: number): string {
  return (LABEL_WIDTH + offset).toFixed(1);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
