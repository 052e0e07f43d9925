/** Resolves when the signal is aborted. */
export async function onAbort(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return;
  await new Promise<unknown>((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}
