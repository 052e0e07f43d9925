/** Whether a Content-Type says JSON. Case and parameters (`; charset=utf-8`) do not matter. */
function isJson(contentType: string | null): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}

/**
 * Reads a JSON body that came with `contentType`.
 *
 * Answers `undefined` where the type is not `application/json`, or the bytes are not JSON in UTF-8.
 */
export function readJson(contentType: string | null, body: Uint8Array): { value: unknown } | undefined {
  if (!isJson(contentType)) return undefined;
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    return undefined;
  }
}
