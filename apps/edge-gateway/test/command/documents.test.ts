import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PROBLEMS } from "@wakapay/edge-gateway/internal/http/problem";
import { routeSchema } from "@wakapay/edge-gateway/internal/policy/policy-schema";
import { upstreamHeaders } from "@wakapay/edge-gateway/internal/upstream/request-headers";
import { forwardedHeaders } from "@wakapay/edge-gateway/internal/upstream/response-headers";
import { describe, expect, test } from "vitest";
import { localGateway } from "../http/local-gateway.ts";
import { WRANGLER_SUBCOMMANDS } from "./wrangler-subcommands.ts";

const folder = fileURLToPath(new URL("../../../../packages/edge-gateway/", import.meta.url));
const readText = (name: string) => readFile(folder + name, "utf8");
const example = JSON.parse(await readText("policy/example.json"));
const readme = await readText("README.md");
const policy = await readText("docs/policy.md");
const problems = await readText("docs/problems.md");
const operations = await readText("docs/operations.md");
const planning = await readText("docs/planning.md");
const pipelines = await readText("docs/pipelines.md");

/** The commands in the `sh` blocks of all documents. */
const commands = [readme, policy, problems, operations, planning, pipelines].flatMap((text) =>
  [...text.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].flatMap(([, block = ""]) =>
    block
      .trim()
      .split("\n")
      .map((line) => line.trim()),
  ),
);
const WRANGLER = "npx wrangler ";

describe("README.md", () => {
  test("shows the code of the template", async () => {
    const [, code] = /^```typescript\n(.*?)^```$/ms.exec(readme) ?? [];
    expect(code).toBe(await readFile(`${folder}../../templates/gateway/src/index.ts`, "utf8"));
  });

  test("lists request headers that are sent to WakaPay", () => {
    const [, list = ""] = /^- \*\*Headers\*\*: only (.*?) are sent\./ms.exec(readme) ?? [];
    const names = [...list.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name.toLowerCase());
    const headers = new Headers(names.map((name) => [name, "x"]));
    const sent = upstreamHeaders({ headers, cf: undefined }, { requestId: "x", traceparent: "x" });
    expect(Object.keys(sent).sort()).toEqual([...names, "user-agent"].sort());
  });

  test("lists response headers that are forwarded", () => {
    const [, list = ""] = /the gateway forwards only:\n(.*?)- the API's own/s.exec(readme) ?? [];
    const names = [...list.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name.toLowerCase());
    const forwarded = forwardedHeaders(new Headers(names.map((name) => [name, "x"])), "HEAD");
    expect(names.length).toBeGreaterThan(12);
    expect(Object.keys(forwarded).sort()).toEqual(names.sort());
  });
});

describe("docs/problems.md", () => {
  test("lists every problem with its status and title", () => {
    const rows = [...problems.matchAll(/^\| (\d{3}) +\| `(\w+)` +\| (.+?) +\|$/gm)].map(
      ([, status, name, title]) => [name, { status: Number(status), title }],
    );
    expect(Object.fromEntries(rows)).toEqual(PROBLEMS);
  });

  test("says what to do about every problem", () => {
    const [, advice = ""] = problems.split("\n## Correct the request\n");
    for (const name of Object.keys(PROBLEMS)) expect(advice).toContain(`**\`${name}\`**`);
  });
});

describe("docs/policy.md", () => {
  test("shows the example", () => {
    const [, block = ""] = /^```json\n(.*?)^```$/ms.exec(policy) ?? [];
    expect(JSON.parse(block)).toEqual(example);
  });

  test("lists every member of a policy, and the example contains each", () => {
    const rows = [...policy.matchAll(/^\| `([a-z][\w.[\]]*)` +\| .* \| .* \|$/gm)].map(([, name]) => name);
    const shown = Object.values<object>(example.callers).flatMap((caller) => placesOf(caller));
    expect([...rows].sort()).toEqual([...new Set(shown)].sort());
    const members = Object.keys(routeSchema.entries).map((name) => `routes[].${name}`);
    expect(rows.filter((name) => name?.startsWith("routes")).sort()).toEqual(members.sort());
  });
});

/** Members whose own members are not listed. */
const LEAVES = ["query", "claims", "jwks"];

/** Returns the members of a caller, such as `routes[].path`. */
function placesOf(members: object, place = ""): readonly string[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const path = place + name;
    const items = [value].flat().filter((item) => typeof item === "object");
    if (LEAVES.includes(name) || items.length === 0) return [path];
    return items.flatMap((item) => placesOf(item, Array.isArray(value) ? `${path}[].` : `${path}.`));
  });
}

test("docs/operations.md lists the fields of a request's log line", async () => {
  const [, table = ""] = /^\| field.*?\n((?:\|.*\n)+)/m.exec(operations) ?? [];
  const documented = [...table.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  const gateway = await localGateway();
  await gateway.call("/business/balance?currency=USD");
  await gateway.call("/business/%61uth");
  const lines = (await gateway.close()).match(/^\{"event":"request".*$/gm) ?? [];
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(documented).toEqual(expect.arrayContaining(Object.keys(JSON.parse(line))));
});

describe("documented commands", () => {
  const wrangler = commands
    .filter((line) => line.startsWith(WRANGLER))
    .map((line) => line.slice(WRANGLER.length));
  const subcommands = [...new Set(wrangler.map((line) => line.replace(/ (?:[A-Z]|--).*/, "")))].sort();

  test("use these subcommands of wrangler", () => {
    expect(subcommands).toEqual(WRANGLER_SUBCOMMANDS);
  });

  test("are for the environment at the top level", () => {
    for (const line of wrangler) expect(line).not.toContain("--env");
  });

  test.each(["key", "keys", "check", "smoke"])("include wakapay-gateway %s", (name) => {
    expect(commands.some((line) => line.startsWith(`npx @wakapay/edge-gateway ${name}`))).toBe(true);
  });
});
