import { compile, type JSONSchema } from "json-schema-to-typescript";
import type { OpenApiDocument } from "./openapi-document.ts";

const HEADER = "// Generated from openapi.yaml by `npx -y pnpm@12 contracts:accept`. Do not edit.\n\n";

/** Generates TypeScript types from the schemas of the document. */
export async function generateWireTypes({ components }: OpenApiDocument): Promise<string> {
  const types = await Promise.all(
    Object.entries(components.schemas).map(([name, schema]) => {
      // `compile` requires a mutable schema.
      const copy: JSONSchema = JSON.parse(JSON.stringify({ ...schema, title: name }));
      return compile(copy, name, {
        bannerComment: "",
        additionalProperties: false,
        style: { printWidth: 110 },
      });
    }),
  );
  return HEADER + types.join("\n");
}
