import type { Json } from "../pact/json.ts";
import type { OpenApiDocument } from "./openapi-document.ts";

/** One documented response, and the interactions that cover it. */
export interface DocumentedOutcome {
  /** The method and the path, such as `POST /business/auth`. */
  readonly operation: string;
  readonly status: number;
  /** The body that the documentation shows, if it shows one. */
  readonly body?: { readonly [field: string]: Json };
  readonly interactions: readonly string[];
}

/** Lists every example of each documented response, and each response without a documented body. */
export function listOutcomes({ paths }: OpenApiDocument): DocumentedOutcome[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.entries(responses).flatMap(([code, response]) => {
        const operation = `${method.toUpperCase()} ${path}`;
        const status = Number(code);
        const contents = Object.values(response.content ?? {});
        if (contents.length === 0) {
          return [{ operation, status, interactions: response["x-interactions"] ?? [] }];
        }
        const examples = contents.flatMap((content) => Object.values(content.examples));
        return examples.map(({ value: body, "x-interactions": interactions }) => ({
          operation,
          status,
          body,
          interactions,
        }));
      }),
    ),
  );
}
