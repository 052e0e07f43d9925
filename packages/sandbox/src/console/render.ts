import type { JSX } from "hono/jsx/jsx-runtime";

/** Renders an element to HTML. All components of the console are synchronous. */
export function render(element: JSX.Element): string {
  return String(element);
}
