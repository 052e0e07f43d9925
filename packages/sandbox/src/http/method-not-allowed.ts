import { documentedError, invented } from "./error-response.ts";

/** The 405 of a route that knows only the methods of `allow` (a list, as the header has it). */
export function methodNotAllowed(allow: string): Response {
  return documentedError(405, `method not allowed: use ${allow}`, { ...invented, Allow: allow });
}
