import type { JSX } from "hono/jsx/jsx-runtime";
import { CopyButton } from "./copy-button.tsx";
import { type SampleRequest, snippets } from "./snippets.ts";

/** A request as curl, JavaScript, and Python, each with a button that copies it. */
export function CodeSamples({ id, request }: { id: string; request: SampleRequest }): JSX.Element {
  return (
    <div class="samples">
      {snippets(request).map(({ language, code }, index) => {
        const codeId = `${id}-${language.toLowerCase()}`;
        return (
          <details id={`${codeId}-sample`} name={`${id}-samples`} open={index === 0}>
            <summary>{language}</summary>
            <div class="sample">
              <pre>
                <code id={codeId}>{code}</code>
              </pre>
              <CopyButton of={codeId} label={`Copy as ${language}`} />
            </div>
          </details>
        );
      })}
    </div>
  );
}
