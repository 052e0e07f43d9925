import { stripVTControlCharacters } from "node:util";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { bypassProxyForLoopback } from "./src/workspace/bypass-proxy.ts";
import { testTotals } from "./src/workspace/test-totals.ts";
import { turbo } from "./src/workspace/turbo.ts";

bypassProxyForLoopback(process.env);
const [task = "test", ...args] = process.argv.slice(2);
const { ok, output } = await turbo([task, "--continue=always", "--log-prefix=task", ...args], {
  signal: interruptSignal(),
  onOutput: (text) => process.stdout.write(process.stdout.isTTY ? text : stripVTControlCharacters(text)),
});

const { passed, failed, notes } = testTotals(output);
for (const note of notes) console.log(note);
console.log(`${passed} passed, ${ok ? failed : Math.max(failed, 1)} failed`);
process.exitCode = ok ? 0 : 1;
