#!/usr/bin/env node
import { manifestVersion, startProgram } from "@wakapay/command";
import { checkCommand } from "./command/check-command.ts";
import { keyCommand } from "./command/key-command.ts";
import { keysCommand } from "./command/keys-command.ts";
import { smokeCommand } from "./command/smoke-command.ts";

process.exitCode = await startProgram(
  {
    name: "wakapay-gateway",
    invocation: "npx @wakapay/edge-gateway",
    summary: "Creates and lists the keys of a gateway, and checks its deployments.",
    commands: { key: keyCommand, keys: keysCommand, check: checkCommand, smoke: smokeCommand },
  },
  manifestVersion(new URL("../package.json", import.meta.url)),
);
