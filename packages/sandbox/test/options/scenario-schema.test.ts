import { readFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import { Ajv } from "ajv";
import * as v from "valibot";
import { expect, test } from "vitest";
import { builtInScenarios } from "../../src/options/built-in-scenarios.ts";
import { scenarioSchema } from "../../src/options/scenario.ts";

const file = new URL("../../scenario.schema.json", import.meta.url);
const validate = () => new Ajv().compile(JSON.parse(readFileSync(file, "utf8")));

// If the schema changes, `vitest run test/options --update` writes the file again.
test("publishes the schema by which the sandbox reads scenarios", async () => {
  const { $schema, ...schema } = toJsonSchema(scenarioSchema, { errorMode: "ignore" });
  const titled = { $schema, title: "A scenario of the WakaPay sandbox", ...schema };
  await expect(`${JSON.stringify(titled, null, 2)}\n`).toMatchFileSnapshot(file.pathname);
});

test.each(Object.entries(builtInScenarios))("accepts the built-in scenario %s", (_, scenario) => {
  expect(validate()({ $schema: "./scenario.schema.json", ...scenario })).toBe(true);
});

test.each<[unknown]>(
  [
    [],
    { fault: {} },
    { settings: { lifetimeSeconds: 0 } },
    { settings: { lifetimeSeconds: 1.5 } },
    { settings: { singleLiveToken: "true" } },
    { credentials: [] },
    { credentials: [{ apiKey: "a" }] },
    { credentials: [{ apiKey: "a ", apiSecret: "b" }] },
    { faults: [{ status: 100 }] },
    { faults: [{ status: 503, route: "balance" }] },
    { faults: [{ status: 503, retryAfter: "" }] },
    { clock: { advancedSeconds: -1 } },
  ].map((scenario) => [scenario]),
)("rejects %j, as the sandbox does", (scenario) => {
  expect(validate()(scenario)).toBe(false);
  expect(v.is(scenarioSchema, scenario)).toBe(false);
});
