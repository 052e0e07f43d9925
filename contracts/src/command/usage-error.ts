/** The command was called in a way that it cannot follow. The message tells the caller what to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
