import { methodNotAllowed, undocumented } from "../http/error-response.ts";
import document from "./openapi.json" with { type: "json" };

/**
 * `/_sandbox/openapi.json`: returns the OpenAPI document of the documented routes. Its `servers`
 * name the host of the request, so that tools which read the document call this sandbox.
 */
export function getOpenApi({ method, url }: Request): Response {
  if (method !== "GET" && method !== "HEAD") return methodNotAllowed("GET, HEAD");
  const servers = [{ url: new URL(url).origin, description: "This sandbox" }];
  const response = Response.json({ ...document, servers }, { headers: undocumented });
  return method === "HEAD" ? new Response(null, response) : response;
}
