import type { JSX } from "hono/jsx/jsx-runtime";

/** A button that copies the text of the element with the id `of`. Shown only with JavaScript. */
export function CopyButton({ of, label }: { of: string; label: string }): JSX.Element {
  return (
    <button type="button" class="copy" data-copy={of} aria-label={label} hidden>
      Copy
    </button>
  );
}
