/** What went wrong, for a person: the message without the stack. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
