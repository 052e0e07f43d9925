import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

/** Hides a form that destroys something until the user opens it. Works without JavaScript. */
export function Confirm({
  id,
  label,
  text,
  children,
}: {
  id: string;
  /** The name of the button that opens the form. */
  label: string;
  /** What the form does. */
  text: string;
  children?: Child;
}): JSX.Element {
  return (
    <details class="confirm" id={id}>
      <summary>{label}</summary>
      <p>{text}</p>
      {children}
    </details>
  );
}
