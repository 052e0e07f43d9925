import type { Json } from "../json.ts";
import type { OpenApiDocument } from "./openapi-document.ts";

/** One answer that the documentation promises, and the interactions that are said to hold it. */
export interface DocumentedOutcome {
  /** `POST /business/auth` */
  readonly operation: string;
  readonly status: number;
  /** The body that is shown; absent where none is documented. */
  readonly body?: { readonly [field: string]: Json };
  readonly interactions: readonly string[];
}

/** Every outcome in the document: each example of each response, and each response without a documented body. */
export function documentedOutcomes({ paths }: OpenApiDocument): DocumentedOutcome[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.entries(responses).flatMap(([status, response]) => {
        const at = { operation: `${method.toUpperCase()} ${path}`, status: Number(status) };
        const contents = Object.values(response.content ?? {});
        if (contents.length === 0) return [{ ...at, interactions: response["x-interactions"] ?? [] }];
        const examples = contents.flatMap((content) => Object.values(content.examples));
        return examples.map((example) => ({
          ...at,
          body: example.value,
          interactions: example["x-interactions"],
        }));
      }),
    ),
  );
}
