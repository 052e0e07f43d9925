import { stripVTControlCharacters } from "node:util";

/** What a whole test run came to. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  /** What a person should know beside the two numbers, one line each. */
  readonly notes: readonly string[];
}

/**
 * Reads the output of a turbo run of vitest suites: the sum of their totals, and what was not run.
 *
 * A task that failed although none of its tests did (it did not start, say) counts as one failure, so that the
 * numbers never look better than the run.
 */
export function testTotals(output: string): TestTotals {
  const totals = { passed: 0, failed: 0 };
  const notes: string[] = [];
  const explained = new Set<string>();

  for (const line of stripVTControlCharacters(output).split(/\r?\n/)) {
    const [, name, text] = /^(\S+?):test\S*?: +(.*)$/.exec(line) ?? [];
    if (name === undefined || text === undefined) continue;
    if (text.startsWith("not run:")) notes.push(`${name}: ${text}`);
    if (!/^Tests +.*\(\d+\)$/.test(text)) continue;
    const failed = count(text, "failed");
    totals.passed += count(text, "passed");
    totals.failed += failed;
    if (failed > 0) explained.add(name);
    for (const kind of ["skipped", "todo"]) {
      if (count(text, kind) > 0) notes.push(`${name}: ${count(text, kind)} ${kind}`);
    }
  }

  for (const task of failedTasks(output)) {
    if (explained.has(task.split("#")[0] ?? task)) continue;
    totals.failed += 1;
    notes.push(`${task} failed outside its tests`);
  }
  return { ...totals, notes: [...new Set(notes)] };
}

function count(text: string, kind: string): number {
  return Number(new RegExp(`(\\d+) ${kind}`).exec(text)?.[1] ?? 0);
}

/** The names in turbo's closing line `Failed:    @wakapay/sandbox#test, @wakapay/contracts#test`. */
function failedTasks(output: string): string[] {
  const names = /^Failed: +(.*)$/m.exec(stripVTControlCharacters(output))?.[1];
  return names?.split(/[, ]+/).filter((name) => name.includes("#")) ?? [];
}
