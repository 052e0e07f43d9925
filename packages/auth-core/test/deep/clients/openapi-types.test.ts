import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve } from "@wakapay/sandbox/serve";
import { expect, it, onTestFinished } from "vitest";
import { installTool } from "../install-tool.ts";
import { credentials } from "./world.ts";

const TYPES = new URL("../../../recipes/clients/wakapay-api.ts", import.meta.url);

it("ships the types that openapi-typescript generates from the sandbox's document", async () => {
  const { folder } = await installTool("openapi-typescript@7.13.0");
  const sandbox = await serve({ credentials: [credentials] });
  onTestFinished(() => sandbox.close());
  const generator = join(folder, "node_modules/.bin/openapi-typescript");
  const { stdout } = await promisify(execFile)(generator, [`${sandbox.url}/_sandbox/openapi.json`]);
  expect(stdout).toBe(await readFile(TYPES, "utf8"));
});
