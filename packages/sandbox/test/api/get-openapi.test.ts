import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { credentials } from "../forms/form.ts";

const sandbox = createSandbox({ credentials: [credentials] });

test("supports HEAD, and returns 405 for POST", async () => {
  const url = "https://sandbox.example:4010/_sandbox/openapi.json";
  const head = await sandbox.fetch(url, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const post = await sandbox.fetch(url, { method: "POST" });
  expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("names the scheme, host, and port of the request as the server", async () => {
  const response = await sandbox.fetch("https://sandbox.example:4010/_sandbox/openapi.json?a=b");
  expect(await response.json()).toMatchObject({ servers: [{ url: "https://sandbox.example:4010" }] });
});

test("is not recorded in the journal", () => {
  expect(sandbox.journal()).toEqual([]);
});
