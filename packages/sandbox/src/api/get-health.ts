import { methodNotAllowed, undocumented } from "../http/error-response.ts";

/**
 * `/_sandbox/healthz`: returns 200 while the sandbox is running.
 *
 * Reveals and changes nothing, so it is available to every host and caller, without a control API.
 */
export function getHealth(method: string): Response {
  if (method === "HEAD") return new Response(null, { headers: undocumented });
  if (method !== "GET") return methodNotAllowed("GET, HEAD");
  return Response.json({ status: "ok" }, { headers: undocumented });
}
