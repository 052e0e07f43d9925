import { stripVTControlCharacters } from "node:util";
import { interruption } from "./src/interruption.ts";
import { testTotals } from "./src/test-totals.ts";
import { turbo } from "./src/turbo.ts";

const [task = "test", ...args] = process.argv.slice(2);
const { ok, output } = await turbo([task, "--continue=always", "--log-prefix=task", ...args], {
  signal: interruption(),
  onOutput: (text) => process.stdout.write(process.stdout.isTTY ? text : stripVTControlCharacters(text)),
});

const { passed, failed, notes } = testTotals(output);
for (const note of notes) console.log(note);
console.log(`${passed} passed, ${ok ? failed : Math.max(failed, 1)} failed`);
process.exitCode = ok ? 0 : 1;
