import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
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

test("documents settings that keep URLs out of logs and of Cloudflare's storage", () => {
  const documented = blocks.flatMap(({ observability }) => observability ?? []);
  expect(documented).toHaveLength(2);
  for (const { redact_query_string, logs, traces } of documented) {
    expect(redact_query_string).toBe(true);
    expect(logs).toMatchObject({ enabled: true, invocation_logs: false });
    if (traces.enabled) expect(traces).toMatchObject({ persist: false });
  }
});
