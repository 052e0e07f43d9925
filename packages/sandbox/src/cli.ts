#!/usr/bin/env node
import { currentProcess, manifestVersion, startCommand, stopSignal } from "@wakapay/command";
import { runCommand } from "./command/run-command.ts";
import { serveCommand } from "./command/serve-command.ts";
import { serve } from "./serve.ts";

const version = manifestVersion(new URL("../package.json", import.meta.url));
const current = currentProcess();
const [first, ...rest] = current.args;
process.exitCode = await (first === "run"
  ? startCommand(runCommand(serve), version, { ...current, args: rest })
  : startCommand(serveCommand(serve, stopSignal), version, current));
