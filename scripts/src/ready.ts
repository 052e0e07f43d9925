import { setTimeout as wait } from "node:timers/promises";
import type { ProcessGroup } from "./process-group.ts";

/**
 * Resolves when the address, which the group serves, answers 2xx.
 *
 * Rejects with how the group ended when it ends before, and with the signal's reason when that is aborted.
 */
export async function ready(group: ProcessGroup, url: string, signal: AbortSignal): Promise<void> {
  const asked = new AbortController();
  const stop = AbortSignal.any([signal, asked.signal]);
  const early = group.ended.then((sentence) => Promise.reject(new Error(sentence)));
  try {
    await Promise.race([answering(url, stop), early]);
  } finally {
    asked.abort();
  }
}

async function answering(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    if (await isAnswering(url, signal)) return;
    signal.throwIfAborted();
    await wait(50);
  }
}

async function isAnswering(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // Nobody listens yet.
  }
}
