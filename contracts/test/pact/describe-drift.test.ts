import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalize } from "../../src/pact/canonicalize.ts";
import { describeDrift } from "../../src/pact/describe-drift.ts";
import { COMMITTED_PACTS, WRITTEN_PACTS } from "../../src/pact/paths.ts";
import { copyPacts, createFolder } from "../temporary-folder.ts";

const DOCUMENTATION = "wakapay-documentation-wakapay-api.json";

describe("the committed pacts", () => {
  test("equal the pacts that the consumer tests write, byte for byte", () => {
    const drift = describeDrift(COMMITTED_PACTS, WRITTEN_PACTS);
    expect(drift, drift).toBe("");
  });

  test("contain no decodable token and no version of a tool", () => {
    for (const name of readdirSync(COMMITTED_PACTS)) {
      const text = readFileSync(join(COMMITTED_PACTS, name), "utf8");
      for (const [, payload = ""] of text.matchAll(/eyJ[\w-]+\.([\w-]+)\.[\w-]+/g)) {
        expect(() => JSON.parse(Buffer.from(payload, "base64url").toString()), name).toThrow();
      }
      expect(Object.keys(JSON.parse(text).metadata)).toEqual(["pactSpecification"]);
    }
  });
});

describe("describeDrift", () => {
  test("shows a changed value and the command that accepts the change", () => {
    const copy = copyPacts((text) => text.replace('"expiresIn": 3600', '"expiresIn": 7200'));
    const drift = describeDrift(copy, WRITTEN_PACTS);
    expect(drift).toContain('-             "expiresIn": 7200');
    expect(drift).toContain('+             "expiresIn": 3600');
    expect(drift).toContain("npx -y pnpm@12 contracts:accept");
  });

  test("shows a committed interaction that no test writes", () => {
    const copy = copyPacts();
    const file = join(copy, DOCUMENTATION);
    const pact = JSON.parse(readFileSync(file, "utf8"));
    pact.interactions.push({ ...pact.interactions[0], description: "a stale interaction" });
    writeFileSync(file, canonicalize(JSON.stringify(pact)));
    expect(describeDrift(copy, WRITTEN_PACTS)).toContain('-       "description": "a stale interaction"');
  });

  test("reports pacts that are only committed or only written", () => {
    const copy = copyPacts();
    cpSync(join(copy, DOCUMENTATION), join(copy, "gone-wakapay-api.json"));
    rmSync(join(copy, DOCUMENTATION));
    const drift = describeDrift(copy, WRITTEN_PACTS);
    expect(drift).toContain("gone-wakapay-api.json is committed but no test writes it.");
    expect(drift).toContain(`${DOCUMENTATION} is written by the tests but not committed.`);
  });

  test("throws if no consumer test wrote a pact", () => {
    const empty = createFolder();
    expect(() => describeDrift(COMMITTED_PACTS, empty)).toThrow("No consumer test wrote a pact");
  });
});
