import { afterEach, expect, test, vi } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

afterEach(() => vi.useRealTimers());

/** A sandbox whose first delay tells the test of itself, and lasts until the test ends it. */
function heldSandbox() {
  let begin: (delay: { ms: number; end: () => void }) => void;
  const delayed = new Promise<{ ms: number; end: () => void }>((resolve) => {
    begin = resolve;
  });
  const sandbox = createSandbox({
    credentials: [credentials],
    wait: (ms) => new Promise((end) => begin({ ms, end })),
  });
  return { sandbox, client: createClient(sandbox), delayed };
}

test("a fault of a delay alone holds the true answer for so long", async () => {
  const { sandbox, client, delayed } = heldSandbox();
  sandbox.fault({ delayMs: 1_500, times: 1 });
  const answer = client.exchange();
  const { ms, end } = await delayed;
  expect(ms).toBe(1_500);
  expect(sandbox.journal()).toMatchObject([{ status: null, outcome: "unanswered" }]);
  expect(sandbox.exchanges()).toBe(1);
  end();
  expect((await answer).status).toBe(200);
  expect(sandbox.journal()).toMatchObject([{ status: 200, outcome: "token issued" }]);
});

test("a delay can come before another fault", async () => {
  const { sandbox, client, delayed } = heldSandbox();
  sandbox.fault({ delayMs: 5, hangUp: true });
  const answer = client.exchange();
  (await delayed).end();
  await expect(answer).rejects.toThrow("fetch failed");
});

test("calls are listed in the order of their arrival, however late their answers", async () => {
  const { sandbox, client, delayed } = heldSandbox();
  sandbox.fault({ delayMs: 5, times: 1 });
  const held = client.exchange();
  const { end } = await delayed;
  await client.balance();
  end();
  await held;
  expect(sandbox.journal().map(({ path }) => path)).toEqual(["/business/auth", "/business/balance"]);
});

test("a call that is held over a reset is not listed after it", async () => {
  const { sandbox, client, delayed } = heldSandbox();
  sandbox.fault({ delayMs: 5 });
  const held = client.exchange();
  const { end } = await delayed;
  sandbox.reset();
  end();
  expect((await held).status).toBe(200);
  expect(sandbox.journal()).toEqual([]);
});

test("without a wait of its own, a sandbox holds calls by a timer", async () => {
  vi.useFakeTimers();
  const sandbox = createSandbox({ credentials: [credentials] });
  const client = createClient(sandbox);
  sandbox.fault({ delayMs: 1_500 });
  const answered = vi.fn();
  const answer = client.exchange().then(answered);
  await vi.advanceTimersByTimeAsync(1_499);
  expect(answered).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  vi.useRealTimers();
  await answer;
});

test("a caller that leaves is not held, gets its own reason, and acts no more", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  sandbox.fault({ delayMs: 60_000, route: "business" });
  const caller = new AbortController();
  const left = new Error("no longer needed");
  const answer = createClient(sandbox).balance("Bearer a", { signal: caller.signal });
  caller.abort(left);
  await expect(answer).rejects.toBe(left);
  expect(sandbox.journal()).toMatchObject([{ status: null, outcome: "caller left" }]);
});

test("nothing arrives from a caller that left before", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const left = new Error("no longer needed");
  await expect(createClient(sandbox).balance("Bearer a", { signal: AbortSignal.abort(left) })).rejects.toBe(
    left,
  );
  expect(sandbox.journal()).toEqual([]);
});

test("a caller that leaves while the API is at work does not see the answer, though the API acted", async () => {
  const sandbox = createSandbox({ credentials: [credentials] });
  const caller = new AbortController();
  const left = new Error("no longer needed");
  const answer = createClient(sandbox).balance("Bearer a", { signal: caller.signal });
  caller.abort(left);
  await expect(answer).rejects.toBe(left);
  expect(sandbox.journal()).toMatchObject([{ status: 401 }]);
});
