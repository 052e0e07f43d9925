import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { app } from "../command/run-command.ts";
import { WRANGLER_SUBCOMMANDS } from "../command/wrangler-subcommands.ts";

test.each(WRANGLER_SUBCOMMANDS)("finds the documented wrangler %s", async (subcommand) => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`${app}node_modules/wrangler/bin/wrangler.js`, ...subcommand.split(" "), "--help"],
    { env: { ...process.env, WRANGLER_SEND_METRICS: "false" } },
  );
  expect(stdout).toContain(`wrangler ${subcommand}`);
  if (subcommand !== "login") expect(stdout).toMatch(/--env\b/);
});
