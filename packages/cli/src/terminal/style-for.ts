import { styleText } from "node:util";
import type { Variables } from "@wakapay/command";
import type { Output } from "./terminal.ts";

/** Formats a text for a terminal, or returns it as it is. */
export type Style = (format: "bold" | "dim" | "green" | "red" | "yellow", text: string) => string;

/**
 * Returns the style of an output: with color only if it is a terminal, `NO_COLOR` is not set, and
 * `TERM` is not `dumb`.
 */
export function styleFor({ isTTY }: Output, { NO_COLOR, TERM }: Variables): Style {
  const hasColor = isTTY === true && !NO_COLOR && TERM !== "dumb";
  return (format, text) => (hasColor ? styleText(format, text, { validateStream: false }) : text);
}
