import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { OPENAPI } from "../directories.ts";
import type { Json } from "../json.ts";

/** The document, as far as anything here reads it. */
export interface OpenApiDocument {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
}

/** What can be asked. */
interface Operation {
  readonly responses: { readonly [status: string]: DocumentedResponse };
}

/** What is answered with one status. Without `content`, the body is not documented. */
export interface DocumentedResponse {
  readonly content?: {
    readonly [type: string]: {
      readonly schema: Schema;
      readonly examples: { readonly [name: string]: DocumentedExample };
    };
  };
  readonly "x-interactions"?: readonly string[];
}

/** An answer that the documentation shows, and the interactions that hold it. */
interface DocumentedExample {
  readonly value: { readonly [field: string]: Json };
  readonly "x-interactions": readonly string[];
}

type Schema = { readonly [keyword: string]: Json };

/** Reads `openapi.yaml`. */
export function openApiDocument(): OpenApiDocument {
  return parse(readFileSync(OPENAPI, "utf8"));
}
