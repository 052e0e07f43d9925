#!/usr/bin/env node
import { manifestVersion, startProgram } from "@wakapay/command";
import { createProgram } from "./program.ts";

// If a reader such as `head` closes the pipe, the write reports it. Node.js reports it here too.
process.stdout.on("error", () => {});
const version = manifestVersion(new URL("../package.json", import.meta.url));
process.exitCode = await startProgram(createProgram(process, version), version);
