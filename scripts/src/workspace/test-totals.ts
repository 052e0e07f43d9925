import { stripVTControlCharacters } from "node:util";

/** The totals of a test run. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  /** Further results, such as skipped tests, one line each. */
  readonly notes: readonly string[];
}

/**
 * Sums the totals of vitest suites from the output of a turbo run, and lists what was not run.
 *
 * A task that fails without a failing test, for example because it did not start, counts as one
 * failure.
 */
export function testTotals(output: string): TestTotals {
  const totals = { passed: 0, failed: 0 };
  const notes: string[] = [];
  const counted = new Set<string>();

  for (const line of stripVTControlCharacters(output).split(/\r?\n/)) {
    const [, name, text] = /^(\S+?):test\S*?: +(.*)$/.exec(line) ?? [];
    if (name === undefined || text === undefined) continue;
    if (text.startsWith("not run:")) notes.push(`${name}: ${text}`);
    if (!/^Tests +.*\(\d+\)$/.test(text)) continue;
    const failed = count(text, "failed");
    totals.passed += count(text, "passed");
    totals.failed += failed;
    if (failed > 0) counted.add(name);
    for (const kind of ["skipped", "todo"]) {
      if (count(text, kind) > 0) notes.push(`${name}: ${count(text, kind)} ${kind}`);
    }
  }

  for (const task of failedTasks(output)) {
    if (counted.has(task.split("#")[0] ?? task)) continue;
    totals.failed += 1;
    notes.push(`${task} failed outside its tests`);
  }
  return { ...totals, notes: [...new Set(notes)] };
}

function count(text: string, kind: string): number {
  return Number(new RegExp(`(\\d+) ${kind}`).exec(text)?.[1] ?? 0);
}

/**
 * Returns the names in turbo's last line
 * `Failed:    @wakapay/sandbox#test, @wakapay/contracts#test`.
 */
function failedTasks(output: string): string[] {
  const names = /^Failed: +(.*)$/m.exec(stripVTControlCharacters(output))?.[1];
  return names?.split(/[, ]+/).filter((name) => name.includes("#")) ?? [];
}
