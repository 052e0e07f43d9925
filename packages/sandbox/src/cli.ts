#!/usr/bin/env node
import { packageVersion } from "./command/package-version.ts";
import { serveCommand } from "./command/serve-command.ts";
import { startCommand } from "./command/start-command.ts";
import { stopSignal } from "./command/stop-signal.ts";
import { serve } from "./serve.ts";

process.exitCode = await startCommand(serveCommand(serve, stopSignal), packageVersion());
