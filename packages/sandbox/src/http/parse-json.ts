/**
 * Parses a JSON request body and returns it as `{ value }`.
 *
 * Returns `undefined` if the content type isn't `application/json` (any case, any parameters) or
 * the bytes aren't JSON in UTF-8.
 */
export function parseJson(contentType: string | null, body: Uint8Array): { value: unknown } | undefined {
  if (!isJson(contentType)) return undefined;
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    return undefined;
  }
}

/** Returns whether a content type is `application/json`, in any case and with any parameters. */
export function isJson(contentType: string | null): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}
