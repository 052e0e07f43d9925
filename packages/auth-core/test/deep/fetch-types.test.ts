import { expect, inject, it } from "vitest";
import { createProject } from "./project.ts";

/** Implementations of `fetch` and how a project passes each to the manager. */
const IMPLEMENTATIONS = `
import { createTokenManager, type TokenManagerOptions } from "@wakapay/auth-core";
import nodeFetch from "node-fetch";
import * as undici7 from "undici7";
import * as undici8 from "undici8";

const options: TokenManagerOptions = { baseUrl: "https://api.test.wakapay.io", apiKey: "a", apiSecret: "b" };
createTokenManager({ ...options, fetch });
createTokenManager({ ...options, fetch: undici7.fetch });
createTokenManager({ ...options, fetch: undici8.fetch });
createTokenManager({ ...options, fetch: nodeFetch });
createTokenManager({ ...options, fetch: (input, init) => fetch(input, { ...init, keepalive: true }) });
const dispatcher = new undici7.ProxyAgent("http://proxy.example");
createTokenManager({
  ...options,
  fetch: (input: undici7.RequestInfo, init?: undici7.RequestInit) =>
    undici7.fetch(input, { ...init, dispatcher }),
});
// @ts-expect-error: not a function
createTokenManager({ ...options, fetch: "undici" });
`;

it("accepts the types of other implementations of fetch", async () => {
  const { folder, run } = await createProject(
    { "package.json": JSON.stringify({ type: "module" }), "program.ts": IMPLEMENTATIONS },
    ["undici7@npm:undici@7", "undici8@npm:undici@8", "node-fetch@3", "@types/node@24", "typescript@7"],
  );
  const strict = [
    "--strict",
    "--exactOptionalPropertyTypes",
    "--skipLibCheck",
    "--noEmit",
    "--types",
    "node",
  ];
  const compilers = inject("tools").filter(({ name }) => name === "typescript");
  for (const { folder: tool } of [...compilers, { folder }]) {
    for (const lib of ["ES2023", "ES2023,DOM"]) {
      const args = [...strict, "--target", "ES2023", "--module", "nodenext", "--lib", lib, "program.ts"];
      const { stdout } = await run(`${tool}/node_modules/.bin/tsc`, args).catch((error) => error);
      expect(stdout).toBe("");
    }
  }
});
