import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { checkDeployment } from "../../src/command/check-deployment.ts";
import { observing } from "./statements.ts";

const blocks = [...observing.matchAll(/^ *```jsonc\n(.+?)^ *```$/gms)].map(([, text = ""]) =>
  JSON.parse(`{${text}}`),
);
const { definitions } = JSON.parse(
  await readFile(join(import.meta.dirname, "../../node_modules/wrangler/config-schema.json"), "utf8"),
);
// Only these two members: the whole schema takes a second to compile.
const { analytics_engine_datasets, observability } = definitions.RawConfig.properties;
const properties = { analytics_engine_datasets, observability };
const validate = new Ajv({ strict: false }).compile({ properties, additionalProperties: false, definitions });

test.each(blocks)("documents settings that wrangler knows: %j", (block) => {
  expect(validate(block), JSON.stringify(validate.errors)).toBe(true);
});

test("documents settings that the check of a deployment accepts", () => {
  const documented = blocks.filter(({ observability }) => observability !== undefined);
  expect(documented).toHaveLength(2);
  const nothing = { vars: {}, durable_objects: { bindings: [] }, migrations: [], ratelimits: [] };
  for (const settings of documented) {
    const { faults } = checkDeployment("production", { ...nothing, ...settings }, "{}");
    expect(faults.filter((fault) => fault.startsWith("observability"))).toEqual([]);
    expect(settings.observability.redact_query_string).toBe(true);
  }
});
