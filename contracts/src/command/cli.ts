import { startCommand } from "@wakapay/command";
import { verifyCommand } from "./verify-command.ts";
import { versions } from "./versions.ts";

process.exitCode = await startCommand(verifyCommand, versions());
