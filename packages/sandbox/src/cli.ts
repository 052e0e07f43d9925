#!/usr/bin/env node
import { packageVersion } from "./command/package-version.ts";
import { runCommand } from "./command/run-command.ts";
import { serveCommand } from "./command/serve-command.ts";
import { currentProcess, startCommand } from "./command/start-command.ts";
import { stopSignal } from "./command/stop-signal.ts";
import { serve } from "./serve.ts";

const current = currentProcess();
const [first, ...rest] = current.args;
process.exitCode = await (first === "run"
  ? startCommand(runCommand(serve), packageVersion(), { ...current, args: rest })
  : startCommand(serveCommand(serve, stopSignal), packageVersion(), current));
