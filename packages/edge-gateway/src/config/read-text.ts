import type { Bindings } from "./bindings.ts";

/**
 * Reads a variable or secret, and adds its faults to `faults`. At run time, it can be any JSON
 * value.
 */
export function readText(bindings: Bindings, name: string, faults: string[]): string {
  const value: unknown = Reflect.get(bindings, name) ?? "";
  const text = String(value).trim();
  if (text === "") faults.push(`${name} is missing`);
  else if (typeof value !== "string") faults.push(`${name} must be a string (got ${typeof value})`);
  else if (text !== value) faults.push(`${name} must not start or end with white space`);
  return text;
}
