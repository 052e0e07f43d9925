import { expect, onTestFinished, test, vi } from "vitest";
import { withProgress } from "../src/with-progress.ts";

function terminal(isTTY: boolean) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

test("shows a line after half a second, counts from two seconds, and removes it", async () => {
  const { written, ...screen } = terminal(true);
  const { promise, resolve } = Promise.withResolvers<string>();
  const shown = withProgress("Building the packages", promise, screen);
  await vi.advanceTimersByTimeAsync(499);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(101);
  const clear = "\r\u001b[K";
  expect(written).toEqual([`${clear}⠴ Building the packages …`, `${clear}⠦ Building the packages …`]);
  await vi.advanceTimersByTimeAsync(1_400);
  resolve("built");
  expect(await shown).toBe("built");
  expect(written.slice(-2)).toEqual([`${clear}⠋ Building the packages … 2 s`, clear]);
});

test("writes nothing for work that takes less than half a second", async () => {
  const { written, ...screen } = terminal(true);
  await withProgress("Building the packages", Promise.resolve(), screen);
  expect(written).toEqual([]);
});

test("writes nothing if no person watches", async () => {
  const { written, ...screen } = terminal(false);
  const { promise, resolve } = Promise.withResolvers<void>();
  const shown = withProgress("Building the packages", promise, screen);
  await vi.advanceTimersByTimeAsync(60_000);
  resolve();
  await shown;
  expect(written).toEqual([]);
});

test("removes the line if the work fails", async () => {
  const { written, ...screen } = terminal(true);
  const { promise, reject } = Promise.withResolvers<void>();
  const shown = withProgress("Building the packages", promise, screen);
  await vi.advanceTimersByTimeAsync(2_000);
  reject(new Error("broken"));
  await expect(shown).rejects.toThrow("broken");
  expect(written.at(-1)).toBe("\r\u001b[K");
});
