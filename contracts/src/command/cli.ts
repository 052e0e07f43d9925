import { startCommand } from "@wakapay/sandbox/internal/command/start-command";
import { verifyCommand } from "./verify-command.ts";
import { versions } from "./versions.ts";

process.exitCode = await startCommand(verifyCommand, versions());
