import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toJsonSchema } from "@valibot/to-json-schema";
import { Ajv } from "ajv";
import * as v from "valibot";
import { expect, test } from "vitest";
import { policySchema } from "../../src/policy/policy-schema.ts";

type Schema = ReturnType<typeof toJsonSchema>;

const folder = join(import.meta.dirname, "../..");
const readText = (path: string) => readFileSync(join(folder, path), "utf8");
const example = JSON.parse(readText("policy/example.json"));
/** The rows of docs/policy.md, by the name of the member: its description for editors. */
const descriptions = new Map(
  [...readText("docs/policy.md").matchAll(/^\| `([a-z][\w.[\]]*)` +\| (.*?) +\| (.*?) +\|$/gm)].map(
    ([, name = "", value = "", fallback = ""]) => [name, plainText(value, fallback)],
  ),
);

// If the schema or the table changes, write the file again:
// npx -y pnpm@12 --filter @wakapay/edge-gateway schema
test("publishes the schema of policies, with the descriptions of docs/policy.md", async () => {
  const { $schema, ...schema } = toJsonSchema(policySchema, { errorMode: "ignore" });
  const { callers } = Object(schema.properties);
  describeMembers(Object(callers).additionalProperties, "");
  Object(callers).description = "The callers by name: 1 to 32 of a-z, 0-9, and -.";
  const titled = { $schema, title: "The policy of a WakaPay edge gateway", ...schema };
  await expect(`${JSON.stringify(titled, null, 2)}\n`).toMatchFileSnapshot(
    join(folder, "policy.schema.json"),
  );
});

test.each([example, { $schema: "./policy.schema.json", ...example }])("accepts the example %#", (policy) => {
  expect(isValid(policy)).toBe(true);
  expect(v.is(policySchema, policy)).toBe(true);
});

const caller = { keys: [], routes: [{ methods: ["GET"], path: "/business/balance" }] };
test.each<[unknown]>(
  [
    [],
    {},
    { callers: [] },
    { callers: {}, extra: true },
    { callers: { Billing: caller } },
    { callers: { billing: { ...caller, keys: ["sha256:00"] } } },
    { callers: { billing: { ...caller, readonly: true } } },
    { callers: { billing: { ...caller, keys: [{ expires: "2027-03-31" }] } } },
    { callers: { billing: { ...caller, tokens: [{ issuer: "https://issuer.example" }] } } },
    { callers: { billing: { ...caller, routes: [] } } },
    { callers: { billing: { ...caller, routes: [{ methods: ["get"], path: "/business/balance" }] } } },
    { callers: { billing: { ...caller, burst: "huge" } } },
    { callers: { billing: { ...caller, origins: ["http://console.example"] } } },
  ].map((policy) => [policy]),
)("rejects %j, as the gateway does", (policy) => {
  expect(isValid(policy)).toBe(false);
  expect(v.is(policySchema, policy)).toBe(false);
});

function isValid(policy: unknown): boolean {
  return new Ajv().compile(JSON.parse(readText("policy.schema.json")))(policy);
}

/** Describes the members below a place such as `routes[]`. A row can describe several of them. */
function describeMembers(schema: unknown, place: string, isDescribed = false): void {
  const { properties, items, anyOf = [] }: Schema = Object(schema);
  for (const [name, member] of Object.entries(properties ?? {})) {
    const path = place === "" ? name : `${place}.${name}`;
    const description = descriptions.get(path);
    const rows = [...descriptions.keys()].filter(
      (row) => row === path || (/^[.[]/.test(row.slice(path.length)) && row.startsWith(path)),
    );
    expect(isDescribed || rows.length > 0, `docs/policy.md describes ${path}`).toBe(true);
    if (description !== undefined) Object(member).description = description;
    describeMembers(member, path, description !== undefined);
  }
  if (items !== undefined) describeMembers(items, `${place}[]`, isDescribed);
  for (const one of anyOf) describeMembers(one, place, isDescribed);
}

function plainText(value: string, fallback: string): string {
  const text = `${value}${fallback === "required" ? "" : `. Default: ${fallback}`}`;
  const plain = text
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replaceAll("`", "")
    .replace("see below", "see docs/policy.md");
  return `${plain.replace(/^[a-z]/, (letter) => letter.toUpperCase())}.`;
}
