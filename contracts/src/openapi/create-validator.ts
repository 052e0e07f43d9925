import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { Difference, Validator } from "../relay/validator.ts";
import type { DocumentedResponse, OpenApiDocument } from "./openapi-document.ts";

/**
 * Creates a validator for responses: the status must be documented, and so must the content type
 * and every field of the body. If no body is documented, the validator accepts any.
 */
export function createValidator({ paths, components }: OpenApiDocument): Validator {
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true });
  ajv.addSchema({ $id: "document", components });
  const compiled = new Map<DocumentedResponse, ValidateFunction>();

  function schemaFor(response: DocumentedResponse): ValidateFunction | undefined {
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
    if (!responses) return [difference("operation", "a documented operation", `${method} ${path}`)];
    const response = responses[status];
    if (!response) {
      return [difference("status", `one of ${Object.keys(responses).join(", ")}`, String(status))];
    }
    const validate = schemaFor(response);
    if (!validate) return [];
    const type = headers["content-type"]?.split(";")[0] ?? "none";
    if (type !== "application/json") return [difference("Content-Type", "application/json", type)];
    const json = parseJson(body);
    if (json === undefined) return [difference("body", "JSON", `${body.length} characters of other text`)];
    if (validate(json.value)) return [];
    return (validate.errors ?? []).map((error) =>
      difference(`body${error.instancePath}`, describeRule(error), describeType(error.data)),
    );
  };
}

function difference(where: string, expected: string, actual: string): Difference {
  return { where: `OpenAPI: ${where}`, expected, actual };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function describeRule({ message = "must be different", params }: ErrorObject): string {
  const { allowedValue, allowedValues, additionalProperty } = params;
  const value = allowedValue ?? allowedValues ?? additionalProperty;
  return message.replace(/^must /, "to ") + (value === undefined ? "" : ` ${JSON.stringify(value)}`);
}

// The type and never the value, because the value may be a token.
function describeType(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `another ${typeof value}`;
}
