#!/usr/bin/env node
import { manifestVersion, startProgram } from "@wakapay/command";
import { checkCommand } from "./command/check-command.ts";
import { keyCommand } from "./command/key-command.ts";
import { smokeCommand } from "./command/smoke-command.ts";

process.exitCode = await startProgram(
  {
    name: "wakapay-gateway",
    invocation: "npx @wakapay/edge-gateway",
    summary: "Creates keys for a gateway, and checks its deployments.",
    commands: { key: keyCommand, check: checkCommand, smoke: smokeCommand },
  },
  manifestVersion(new URL("../package.json", import.meta.url)),
);
