import type { Measurement, Subject, Unit } from "../table/row.ts";
import { isInSpread } from "./verdict.ts";

/** Formats a value with its unit. */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case "ratio":
      return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
    case "exchanges":
      return value.toLocaleString("en-US");
    case "ms":
      return `${Math.round(value).toLocaleString("en-US")} ms`;
    case "bytes":
      return value < 1_000 ? `${Math.round(value)} B` : `${(value / 1_000).toFixed(1)} kB`;
  }
}

/** Formats a subject's value. A ratio inside the control's spread is a tie with the baseline. */
export function formatSubject({ value }: Subject, unit: Unit, measurement: Measurement): string {
  if (value === null) return "–";
  const text = formatValue(value, unit);
  return unit === "ratio" && isInSpread(value, measurement) ? `${text} (a tie)` : text;
}

/** Formats the spread over processes. */
export function formatSpread({ low, high }: Subject, unit: Unit): string {
  if (low === undefined || high === undefined) return "";
  return `${formatValue(low, unit)} to ${formatValue(high, unit)}`;
}
