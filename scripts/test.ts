import { stripVTControlCharacters } from "node:util";
import { type Flag, startCommand, wholeNumberOf } from "@wakapay/command";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { bypassProxyForLoopback } from "./src/workspace/bypass-proxy.ts";
import { testTotals } from "./src/workspace/test-totals.ts";
import { turbo } from "./src/workspace/turbo.ts";
import { versions } from "./src/workspace/versions.ts";

const filter: Flag<readonly string[]> = {
  name: "filter",
  value: "package",
  default: [],
  help: "Test only this package, such as @wakapay/sandbox.",
  repeats: true,
  parse: (text) => text.split(","),
};

const concurrency: Flag<number | undefined> = {
  name: "concurrency",
  value: "number",
  default: undefined,
  help: "Number of packages to test at the same time.",
  parse: wholeNumberOf(1, 64),
};

process.exitCode = await startCommand(
  {
    name: "test",
    invocation: "npx -y pnpm@12 test",
    usage: ["[options]", "[options] -- <options of turbo>"],
    summary: "Runs the tests. The last line is the total. For the slow suites, run test:deep.",
    variablePrefix: "WAKAPAY_TEST",
    flags: [filter, concurrency],
    takesPositionals: true,
    async run(flags, { print }) {
      const [task = "test", ...others] = flags.positionals;
      const limit = flags.valueOf(concurrency);
      const args = [
        ...flags.valueOf(filter).map((name) => `--filter=${name}`),
        ...(limit === undefined ? [] : [`--concurrency=${limit}`]),
        ...others,
      ];
      return await runTests(task, args, print);
    },
  },
  versions(),
);

async function runTests(
  task: string,
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  bypassProxyForLoopback(process.env);
  const { ok, output } = await turbo([task, "--continue=always", "--log-prefix=task", ...args], {
    signal: interruptSignal(),
    onOutput: (text) => process.stdout.write(process.stdout.isTTY ? text : stripVTControlCharacters(text)),
  });
  const { passed, failed, notes } = testTotals(output);
  for (const note of notes) print(note);
  print(`${passed} passed, ${ok ? failed : Math.max(failed, 1)} failed`);
  return ok ? 0 : 1;
}
