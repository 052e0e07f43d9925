import { exit, memoryUsage, stdout } from "node:process";
import { setImmediate } from "node:timers/promises";
import { createTokenManager, WAKAPAY_TEST_URL } from "../../src/index.ts";

/** Prints how many bytes each aborted caller holds while its flight is in progress. */
const CALLERS = 10_000;

const manager = createTokenManager({
  baseUrl: WAKAPAY_TEST_URL,
  apiKey: "key",
  apiSecret: "secret",
  fetch: () => new Promise(() => {}),
});

async function abortCallers(count: number): Promise<void> {
  for (let call = 0; call < count; call++) {
    const controller = new AbortController();
    manager.source({ signal: controller.signal }).catch(() => {});
    if (call % 100 === 0) await setImmediate();
    controller.abort();
  }
  await setImmediate();
}

async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await setImmediate();
  }
  return memoryUsage().heapUsed;
}

// The first callers also allocate what all share.
await abortCallers(2_000);
const before = await heapBytes();
await abortCallers(CALLERS);
stdout.write(String(Math.round(((await heapBytes()) - before) / CALLERS)));
exit();
