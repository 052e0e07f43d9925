import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { wait } from "../../src/time/wait.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each([2 ** 31, 9e8 * 6, Number.MAX_SAFE_INTEGER])(
  "waits if %d ms are more than a timer supports",
  async (ms) => {
    const onEnd = vi.fn();
    void wait(ms).then(onEnd);
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(onEnd).not.toHaveBeenCalled();
  },
);
