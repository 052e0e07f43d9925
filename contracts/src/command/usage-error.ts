/** The command line or the environment variables are not valid. The message says what to change. */
export class UsageError extends TypeError {
  override readonly name = "UsageError";
}
