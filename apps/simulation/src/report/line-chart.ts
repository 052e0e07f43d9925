/** A line chart with logarithmic axes. */
export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  /** From the lowest to the highest. */
  readonly series: readonly Series[];
  /** A horizontal line, for a limit. */
  readonly limit?: { readonly name: string; readonly y: number };
}

interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const WIDTH = 720;
const HEIGHT = 420;
const MARGIN = { left: 70, right: 130, top: 44, bottom: 54 };
const LINE_PX = 16;
const COLORS = ["a", "b", "c"];

/** Readable on a dark and on a light page: the colors follow the reader's setting. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .limit { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 4 3; }
  .a { stroke: #1f883d; } .b { stroke: #4a6785; } .c { stroke: #8c959f; }
  polyline { fill: none; stroke-width: 2.5; }
  circle { stroke-width: 2.5; fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .grid { stroke: #30363d; }
    .limit { stroke: #f0f6fc; }
    .a { stroke: #3fb950; } .b { stroke: #8fb3d9; } .c { stroke: #8b949e; }
    circle { fill: #0d1117; }
  }`;

/** Draws a chart as SVG. */
export function drawLineChart({ title, xLabel, series, limit }: LineChart): string {
  const points = series.flatMap((one) => one.points);
  const xRange = powersOfTen(points.map(([x]) => x));
  const yRange = powersOfTen([...points.map(([, y]) => y), ...(limit ? [limit.y] : [])]);
  const right = WIDTH - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const toX = scale(xRange, MARGIN.left, right);
  const toY = scale(yRange, bottom, MARGIN.top);

  const grid = [
    ...ticks(xRange).map(
      (x) =>
        line("grid", toX(x), MARGIN.top, toX(x), bottom) + text(toX(x), bottom + 18, format(x), "middle"),
    ),
    ...ticks(yRange).map(
      (y) =>
        line("grid", MARGIN.left, toY(y), right, toY(y)) +
        text(MARGIN.left - 8, toY(y) + 4, format(y), "end"),
    ),
  ];
  /** The heights of the names, from the lowest line to the highest. */
  const labels: number[] = [];
  const lines = series.map(({ name, points: [...own] }, place) => {
    const color = COLORS[place % COLORS.length];
    const path = own.map(([x, y]) => `${toX(x)},${toY(y)}`).join(" ");
    const dots = own.map(([x, y]) => `<circle class="${color}" cx="${toX(x)}" cy="${toY(y)}" r="4"/>`);
    const [, y = 1] = own.at(-1) ?? [];
    labels.push(Math.min(toY(y) + 4, (labels.at(-1) ?? bottom + LINE_PX) - LINE_PX));
    return `<polyline class="${color}" points="${path}"/>${dots.join("")}${text(right + 10, labels.at(-1) ?? 0, name)}`;
  });
  const limitLine = limit
    ? line("limit", MARGIN.left, toY(limit.y), right, toY(limit.y)) +
      text(MARGIN.left + 8, toY(limit.y) + 18, limit.name)
    : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<title>${title}</title>
<style>${STYLE}
</style>
${[
  `<text class="title" x="${MARGIN.left}" y="24">${title}</text>`,
  ...grid,
  limitLine,
  ...lines,
  text((MARGIN.left + right) / 2, HEIGHT - 12, xLabel, "middle"),
].join("\n")}
</svg>
`;
}

function powersOfTen(values: readonly number[]): readonly [number, number] {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const until = Math.ceil(Math.log10(Math.max(...values)));
  return [from, Math.max(until, from + 1)];
}

function ticks([from, until]: readonly [number, number]): readonly number[] {
  return Array.from({ length: until - from + 1 }, (_, place) => 10 ** (from + place));
}

function scale([from, until]: readonly [number, number], start: number, end: number) {
  return (value: number) => round(start + ((Math.log10(value) - from) / (until - from)) * (end - start));
}

function line(style: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="${style}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

function text(x: number, y: number, content: string, anchor = "start"): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${content}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function format(value: number): string {
  return value.toLocaleString("en-US");
}
