import { once } from "node:events";
import { get } from "node:http";
import { paths } from "../http/paths.ts";

/**
 * Resolves when the sandbox at a base URL responds to its health check. Connects directly, even if
 * the environment names a proxy. Throws an `Error` for another response.
 */
export async function waitUntilHealthy(url: string): Promise<void> {
  const request = get(`${url}${paths.health}`, { agent: false });
  const [response] = await once(request, "response");
  response.resume();
  if (response.statusCode !== 200) {
    throw new Error(`The sandbox at ${url} is not healthy: it returned ${response.statusCode}.`);
  }
}
