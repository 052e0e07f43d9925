/** The command line or the environment variables are not valid. The message says what to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
