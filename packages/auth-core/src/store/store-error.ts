/** The `reason` of a store that resolved with something that `TokenStore` does not describe. */
export const UNEXPECTED_REPLY = "UNEXPECTED_REPLY";

/** Creates an error whose `code` becomes the `reason` of the event `store_failed`. */
export function storeError(code: string): Error {
  return Object.assign(new Error(`The token store failed (${code}).`), { code });
}

/**
 * Returns why a store failed: the code of its error, or else the name of its class.
 *
 * Nothing else of the error is copied, because it may hold a command or a password.
 */
export function storeFailure(error: unknown): string {
  if (typeof error !== "object" || error === null) return "Error";
  const { code, name }: { code?: unknown; name?: unknown } = error;
  const className = error.constructor?.name;
  const isIdentifier = (text: unknown) => typeof text === "string" && /^[A-Za-z]\w{0,63}$/.test(text);
  return String([code, name === "Error" ? className : name].find(isIdentifier) ?? "Error");
}
