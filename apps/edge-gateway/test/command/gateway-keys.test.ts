import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dateAfter } from "@wakapay/edge-gateway/internal/policy/key-entry";
import { beforeAll, expect, test } from "vitest";
import { app, runCommand } from "./run-command.ts";

const YESTERDAY = dateAfter(-1, Date.now());
const NEXT_YEAR = dateAfter(365, Date.now());
const ROUTES = [{ methods: ["GET"], path: "/business/balance" }];
const hashOf = (digits: string) => `sha256:${digits.padEnd(64, "0")}`;
const POLICY = {
  callers: {
    billing: {
      keys: [
        { hash: hashOf("0a1b2c3d"), expires: YESTERDAY, note: "old server" },
        { hash: hashOf("4e5f6071"), expires: NEXT_YEAR, note: "new server" },
      ],
      routes: ROUTES,
    },
    operations: { keys: [hashOf("82930a4b")], routes: ROUTES },
  },
};

let listed: Awaited<ReturnType<typeof runCommand>>;
let asJson: Awaited<ReturnType<typeof runCommand>>;
let invalid: Awaited<ReturnType<typeof runCommand>>;
let faulty: Awaited<ReturnType<typeof runCommand>>;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "wakapay-gateway-keys-"));
  for (const part of ["wrangler.jsonc", "policy"])
    await cp(app + part, join(folder, part), { recursive: true });
  await writeFile(join(folder, "policy/test.json"), JSON.stringify(POLICY));
  await writeFile(join(folder, "policy/production.json"), '{ "callers": canary }');
  const misspelled = { billing: { ...POLICY.callers.billing, brust: "small" } };
  await writeFile(join(folder, "policy/staging.json"), JSON.stringify({ callers: misspelled }));
  const wrangler = await readFile(join(folder, "wrangler.jsonc"), "utf8");
  await writeFile(join(folder, "wrangler.jsonc"), wrangler.replace('"env": {', '"env": { "staging": {},'));
  [listed, asJson, invalid, faulty] = await Promise.all([
    runCommand("keys", ["test"], { folder }),
    runCommand("keys", ["test", "--json"], { folder }),
    runCommand("keys", ["production"], { folder }),
    runCommand("keys", ["staging"], { folder }),
  ]).finally(() => rm(folder, { recursive: true }));
});

test("wakapay-gateway keys lists caller, keyId, expiry, and note", () => {
  expect(listed).toEqual({
    code: 0,
    lines: [
      "test:",
      "  caller      keyId     expires               note",
      `  billing     0a1b2c3d  ${YESTERDAY} (expired)  old server`,
      `  billing     4e5f6071  ${NEXT_YEAR}            new server`,
      "  operations  82930a4b  never",
    ],
    errors: "",
  });
});

test("wakapay-gateway keys prints JSON with --json", () => {
  const keys = [
    { caller: "billing", keyId: "0a1b2c3d", expires: YESTERDAY, isExpired: true, note: "old server" },
    { caller: "billing", keyId: "4e5f6071", expires: NEXT_YEAR, isExpired: false, note: "new server" },
    { caller: "operations", keyId: "82930a4b", expires: null, isExpired: false, note: null },
  ];
  expect(JSON.parse(asJson.lines.join())).toEqual([{ environment: "test", keys }]);
  expect(asJson.code).toBe(0);
});

test("wakapay-gateway keys says where a policy is not valid, without its content", () => {
  expect(invalid.errors).toBe(
    "production: policy/production.json is not valid JSON: line 1, column 14: expected a value\n",
  );
  expect(invalid.code).toBe(1);
});

test("wakapay-gateway keys lists the keys of a policy with a fault elsewhere", () => {
  expect(faulty.errors).toBe("staging: policy callers.billing.brust is not a known member\n");
  expect(faulty.lines.join("\n")).toMatch(
    /^staging:\n.*\n {2}billing {2}0a1b2c3d .*\n {2}billing {2}4e5f6071 /,
  );
  expect(faulty.code).toBe(1);
});
