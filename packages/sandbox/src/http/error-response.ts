/**
 * Creates an error response in the documented format: `{"code": 0, "error": "…"}`.
 *
 * Responses that WakaPay's documentation doesn't list also carry the {@link undocumented} header.
 *
 * @see "Error Responses" in WakaPay's Authentication API documentation
 */
export function errorResponse(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ code: 0, error }, { status, headers });
}

/** Creates the 405 of a route. `allow` lists its methods, as in the `Allow` header. */
export function methodNotAllowed(allow: string): Response {
  return errorResponse(405, `method not allowed: use ${allow}`, { ...undocumented, Allow: allow });
}

/**
 * The header that says whose response it is: `invented`, `routes`, `upstream`, or `openapi`. A
 * response that WakaPay's documentation defines doesn't have it.
 */
export const SOURCE_HEADER = "WakaPay-Sandbox";

/** The header of a response that the documentation doesn't define and the sandbox invented. */
export const undocumented = { "WakaPay-Sandbox": "invented" } as const;
