#!/usr/bin/env node
import { manifestVersion, startProgram } from "@wakapay/command";
import { createProgram } from "./program.ts";

const version = manifestVersion(new URL("../package.json", import.meta.url));
process.exitCode = await startProgram(createProgram(process, version), version);
