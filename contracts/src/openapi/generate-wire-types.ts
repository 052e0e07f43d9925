import { compile, type JSONSchema } from "json-schema-to-typescript";
import type { OpenApiDocument } from "./openapi-document.ts";

const HEADER = "// Generated from openapi.yaml by `pnpm contracts:accept`. Do not edit.\n\n";

/** The schemas of the document as TypeScript, for the compiler to hold other people's wire types against. */
export async function generateWireTypes({ components }: OpenApiDocument): Promise<string> {
  const types = await Promise.all(
    Object.entries(components.schemas).map(([name, schema]) => {
      const plain: JSONSchema = JSON.parse(JSON.stringify({ ...schema, title: name }));
      return compile(plain, name, {
        bannerComment: "",
        additionalProperties: false,
        style: { printWidth: 110 },
      });
    }),
  );
  return HEADER + types.join("\n");
}
