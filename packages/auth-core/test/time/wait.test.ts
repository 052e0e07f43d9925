import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { wait } from "../../src/time/wait.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each([2 ** 31, 9e8 * 6, Number.MAX_SAFE_INTEGER])(
  "%d ms, more than a timer can hold, are not over at once",
  async (ms) => {
    const over = vi.fn();
    void wait(ms).then(over);
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(over).not.toHaveBeenCalled();
  },
);
