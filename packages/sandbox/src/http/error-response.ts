/**
 * An error answer in the one shape that WakaPay's documentation knows: `{"code": 0, "error": "…"}`.
 *
 * See «Error Responses» of the Authentication API. Statuses and sentences beyond those are the sandbox's own, and
 * {@link invented} marks them.
 */
export function documentedError(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ code: 0, error }, { status, headers });
}

/** The header that every answer carries which WakaPay's documentation does not give. */
export const invented = { "WakaPay-Sandbox": "invented" } as const;
