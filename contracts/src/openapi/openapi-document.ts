import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Json } from "../pact/json.ts";
import { OPENAPI } from "../pact/paths.ts";

/** The OpenAPI document: the parts that this package reads. */
export interface OpenApiDocument {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
}

interface Operation {
  readonly responses: { readonly [status: string]: DocumentedResponse };
}

/** The documented response with one status. Without `content`, its body is not documented. */
export interface DocumentedResponse {
  readonly content?: {
    readonly [type: string]: {
      readonly schema: Schema;
      readonly examples: { readonly [name: string]: DocumentedExample };
    };
  };
  readonly "x-interactions"?: readonly string[];
}

/** A response body that the documentation shows, and the interactions that cover it. */
interface DocumentedExample {
  readonly value: { readonly [field: string]: Json };
  readonly "x-interactions": readonly string[];
}

type Schema = { readonly [keyword: string]: Json };

/** Reads `openapi.yaml`. */
export function readOpenApiDocument(): OpenApiDocument {
  return parse(readFileSync(OPENAPI, "utf8"));
}
