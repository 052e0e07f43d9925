import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { canonical } from "../src/canonical.ts";
import { COMMITTED, WRITTEN } from "../src/directories.ts";
import { drift } from "../src/drift.ts";

const DOCUMENTATION = "wakapay-documentation-wakapay-api.json";

test("the committed pacts are what the consumer tests write today, byte for byte", () => {
  const found = drift(COMMITTED, WRITTEN);
  expect(found, found).toBe("");
});

test("a changed value in a committed pact is shown with the command that accepts the tests' own", () => {
  const copy = copyOfCommitted();
  edit(copy, DOCUMENTATION, (text) => text.replace('"expiresIn": 3600', '"expiresIn": 7200'));
  const found = drift(copy, WRITTEN);
  expect(found).toContain('-             "expiresIn": 7200');
  expect(found).toContain('+             "expiresIn": 3600');
  expect(found).toContain("pnpm contracts:accept");
});

test("a committed interaction that no test writes any more is drift", () => {
  const copy = copyOfCommitted();
  edit(copy, DOCUMENTATION, (text) => {
    const pact = JSON.parse(text);
    const [first] = pact.interactions;
    pact.interactions.push({ ...first, description: "a stale one" });
    return canonical(JSON.stringify(pact));
  });
  expect(drift(copy, WRITTEN)).toContain('-       "description": "a stale one"');
});

test("a pact that is committed and not written, and one that is written and not committed, are drift", () => {
  const copy = copyOfCommitted();
  cpSync(join(copy, DOCUMENTATION), join(copy, "gone-wakapay-api.json"));
  rmSync(join(copy, DOCUMENTATION));
  const found = drift(copy, WRITTEN);
  expect(found).toContain("gone-wakapay-api.json is committed, and no test writes it any more.");
  expect(found).toContain(`${DOCUMENTATION} is written by the tests and not committed.`);
});

test("where no test has written anything, nothing is said to be the same", () => {
  const empty = mkdtempSync(join(tmpdir(), "wakapay-written-"));
  onTestFinished(() => rmSync(empty, { recursive: true }));
  expect(() => drift(COMMITTED, empty)).toThrow("No consumer test wrote a pact");
});

test("no committed pact holds a token that could be decoded, or a version of a tool", () => {
  for (const name of readdirSync(COMMITTED)) {
    const text = readFileSync(join(COMMITTED, name), "utf8");
    for (const [, payload = ""] of text.matchAll(/eyJ[\w-]+\.([\w-]+)\.[\w-]+/g)) {
      expect(() => JSON.parse(Buffer.from(payload, "base64url").toString()), name).toThrow();
    }
    expect(Object.keys(JSON.parse(text).metadata)).toEqual(["pactSpecification"]);
  }
});

function copyOfCommitted(): string {
  const copy = mkdtempSync(join(tmpdir(), "wakapay-committed-"));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(COMMITTED, copy, { recursive: true });
  return copy;
}

function edit(directory: string, name: string, change: (text: string) => string): void {
  const file = join(directory, name);
  writeFileSync(file, change(readFileSync(file, "utf8")));
}
