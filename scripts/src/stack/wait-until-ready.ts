import { setTimeout as wait } from "node:timers/promises";
import type { ProcessGroup } from "./process-group.ts";

/**
 * Resolves when a URL of the process group returns a 2xx response.
 *
 * Rejects with the exit message if the group ends first, or with the signal's reason if the signal
 * aborts.
 */
export async function waitUntilReady(group: ProcessGroup, url: string, signal: AbortSignal): Promise<void> {
  const polling = new AbortController();
  const ended = group.ended.then((message) => Promise.reject(new Error(message)));
  try {
    await Promise.race([poll(url, AbortSignal.any([signal, polling.signal])), ended]);
  } finally {
    polling.abort();
  }
}

async function poll(url: string, signal: AbortSignal): Promise<void> {
  while (!(await isReady(url, signal))) {
    signal.throwIfAborted();
    await wait(50);
  }
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // The server is not listening yet.
  }
}
