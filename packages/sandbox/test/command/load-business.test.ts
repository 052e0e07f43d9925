import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFlags } from "@wakapay/command";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { serveFlags } from "../../src/command/flags.ts";
import { loadBusiness } from "../../src/command/load-business.ts";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const document = `
openapi: 3.1.1
paths:
  /business/payouts:
    get:
      responses:
        200:
          content: { application/json: { example: { id: p-7 } } }
`;
const files = {
  "routes.mjs": `export default { "GET /business/payouts": () => Response.json({ id: "p-7" }) };`,
  "function.mjs": `export default () => Response.json({ id: "p-7" });`,
  "throws.mjs": `throw new Error("no database");`,
  "empty.mjs": "",
  "list.mjs": "export default [];",
  "openapi.yaml": document,
  "openapi.json": JSON.stringify({
    openapi: "3.0.3",
    paths: {
      "/business/payouts": {
        get: { responses: { 200: { content: { "application/json": { example: { id: "p-7" } } } } } },
      },
    },
  }),
  "broken.yaml": "openapi: [3.1.1\npaths: {}",
  "text.yaml": "openapi",
  "warnings.yaml": document.replace("p-7", "!unknown p-7").replace("p-7 }", "p-7, ? [canary] : 1 }"),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wakapay-sandbox-routes-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

function load(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const inFolder = args.map((arg) => arg.replace("FOLDER", folder));
  return loadBusiness(
    parseFlags({ variablePrefix: "WAKAPAY_SANDBOX", flags: serveFlags }, inFolder, variables),
  );
}

test.each([
  ["--routes=FOLDER/routes.mjs", "routes"],
  ["--routes=FOLDER/function.mjs", "routes"],
  ["--openapi=FOLDER/openapi.yaml", "openapi"],
  ["--openapi=FOLDER/openapi.json", "openapi"],
])("loads %s", async (arg, source) => {
  const sandbox = createSandbox({ credentials: [credentials], business: await load([arg]) });
  const response = await sandbox.fetch("https://api.test.wakapay.io/business/payouts", {
    headers: { Authorization: `Bearer ${await createClient(sandbox).token()}` },
  });
  expect(await response.json()).toEqual({ id: "p-7" });
  expect(response.headers.get("wakapay-sandbox")).toBe(source);
});

test("does not quote a document in warnings", async () => {
  const warnings = vi.spyOn(process, "emitWarning");
  onTestFinished(() => warnings.mockRestore());
  await load(["--openapi=FOLDER/warnings.yaml"]);
  expect(warnings).not.toHaveBeenCalled();
});

test("reads the upstream from its variable", async () => {
  const variables = { WAKAPAY_SANDBOX_UPSTREAM: "http://127.0.0.1:4020" };
  expect(await load([], variables)).toBeTypeOf("function");
});

test("adds nothing without these options", async () => {
  expect(await load([])).toBeUndefined();
});

test.each([
  [["--routes=FOLDER/none.mjs"], /^`--routes` cannot be used: the file does not exist\.$/],
  [["--routes=FOLDER/throws.mjs"], /^`--routes` cannot be used: no database\.$/],
  [
    ["--routes=FOLDER/empty.mjs"],
    /`default export` must be a function, or an object .* \(got undefined\)\.$/,
  ],
  [
    ["--routes=FOLDER/list.mjs"],
    /`default export` must be a function, or an object .* \(got an empty array\)/,
  ],
  [["--openapi=FOLDER/none.yaml"], /^`--openapi` cannot be used: the file does not exist\.$/],
  [["--openapi=FOLDER/broken.yaml"], /^`--openapi` cannot be used: .* at line 2, column 1\.$/],
  [
    ["--openapi=FOLDER/text.yaml"],
    /^`--openapi` cannot be used: `document` must be an object \(got a string\)/,
  ],
  [["--upstream=127.0.0.1:4020"], /^`--upstream` cannot be used: The upstream must be an http or https URL/],
  [
    ["--upstream=http://127.0.0.1:4020", "--routes=FOLDER/routes.mjs"],
    /^Set only one of `--routes`, `--upstream`, and `--openapi` \(got `--routes` and `--upstream`\)\.$/,
  ],
])("rejects %j", async (args, message) => {
  await expect(load(args)).rejects.toThrow(TypeError);
  await expect(load(args)).rejects.toThrow(message);
});
