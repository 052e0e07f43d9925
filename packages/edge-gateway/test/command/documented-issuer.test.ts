import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { CredentialLog } from "../../src/identity/credential-log.ts";
import { createTokenVerifier } from "../../src/identity/token-verifier.ts";
import { readPolicy } from "../../src/policy/policy.ts";

test("the program of docs/tokens.md signs a token that its policy accepts", async () => {
  const page = await readFile(join(import.meta.dirname, "../../docs/tokens.md"), "utf8");
  const [, section = ""] = page.split("\n## Your own issuer\n");
  const [, json = "", program = ""] = /^```json\n(.*?)^```$.*?^```js\n(.*?)^```$/ms.exec(section) ?? [];
  const args = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const [jwks = "", token = ""] = stdout.trim().split("\n");
  const document = JSON.parse(json);
  document.callers.billing.tokens[0].jwks = JSON.parse(jwks);
  const policy = readPolicy(document);
  if ("faults" in policy) throw new TypeError(policy.faults.join());
  const log: CredentialLog = {};
  expect(await createTokenVerifier(policy.callers)(token, log)).toMatchObject({ name: "billing" });
  expect(log).toEqual({});
});
