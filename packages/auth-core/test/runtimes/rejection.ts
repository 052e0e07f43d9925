/** Returns what a promise rejects with. Throws if the promise is fulfilled. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (outcome === undefined) throw new Error("Expected a rejection, but the promise was fulfilled.");
  return outcome.error;
}
