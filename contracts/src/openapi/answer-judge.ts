import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { Answer, Asked } from "../relay/answer.ts";
import type { Difference } from "../verify/difference.ts";
import type { DocumentedResponse, OpenApiDocument } from "./openapi-document.ts";

/** How an answer departs from the OpenAPI document; nothing where it does not. */
export type AnswerJudge = (asked: Asked, answer: Answer) => Difference[];

/**
 * Judges answers by the OpenAPI document: a documented status, its content type, and a body that its schema accepts
 * to the last field. Where no body is documented, any will do.
 */
export function answerJudge({ paths, components }: OpenApiDocument): AnswerJudge {
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true });
  ajv.addSchema({ $id: "document", components });
  const compiled = new Map<DocumentedResponse, ValidateFunction>();

  function validator(response: DocumentedResponse): ValidateFunction | undefined {
    const content = response.content?.["application/json"];
    if (!content) return undefined;
    const known = compiled.get(response);
    if (known) return known;
    const { $ref, ...inline } = content.schema;
    const validate = ajv.compile(typeof $ref === "string" ? { $ref: `document${$ref}` } : inline);
    compiled.set(response, validate);
    return validate;
  }

  return ({ method, path }, { status, headers, body }) => {
    const responses = paths[path]?.[method.toLowerCase()]?.responses;
    if (!responses) return [difference("operation", "a documented one", `${method} ${path}`)];
    const response = responses[status];
    if (!response)
      return [difference("status", `one of ${Object.keys(responses).join(", ")}`, String(status))];
    const validate = validator(response);
    if (!validate) return [];
    const type = headers["content-type"]?.split(";")[0] ?? "none";
    if (type !== "application/json") return [difference("Content-Type", "application/json", type)];
    const json = parsed(body);
    if (json === undefined) return [difference("body", "JSON", `${body.length} characters that are not`)];
    if (validate(json.value)) return [];
    return (validate.errors ?? []).map((error) =>
      difference(`body${error.instancePath}`, demandOf(error), kindOf(error.data)),
    );
  };
}

function difference(where: string, expected: string, came: string): Difference {
  return { where: `OpenAPI: ${where}`, expected, came };
}

function parsed(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

function demandOf({ message = "must be another", params }: ErrorObject): string {
  const { allowedValue, allowedValues, additionalProperty } = params;
  const named = allowedValue ?? allowedValues ?? additionalProperty;
  return message.replace(/^must /, "to ") + (named === undefined ? "" : ` ${JSON.stringify(named)}`);
}

// The kind and never the value, which may be a token.
function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `another ${typeof value}`;
}
