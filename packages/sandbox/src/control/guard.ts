import { bearerOf } from "../http/bearer.ts";
import { errorResponse } from "../http/error-response.ts";
import { isSameSecret } from "../http/is-same-secret.ts";
import { isLoopback } from "../http/loopback.ts";

/** Returns an error response if a request may not control the sandbox. */
export type Guard = (request: Request) => Promise<Response | undefined>;

/**
 * Creates the check of requests to the control API and the console.
 *
 * - Requests from the web pages of other hosts are rejected. The scheme may differ: behind a proxy
 *   that speaks https, browsers send an origin with https.
 * - Without a `controlToken`, only loopback hosts are accepted, so that a rebound DNS name cannot
 *   control a sandbox on a developer's machine.
 * - With a `controlToken`, every host is accepted, but each request must send the token.
 */
export function createGuard(controlToken: string | undefined): Guard {
  return async (request) => {
    const { host } = new URL(request.url);
    const sentHost = request.headers.get("host") ?? host;
    const isOwnHost = isLoopback(host) && isLoopback(sentHost);
    if (controlToken === undefined && !isOwnHost) {
      return errorResponse(
        403,
        "the control API is only available on loopback hosts, or with a control token",
      );
    }
    const origin = request.headers.get("origin");
    if (origin !== null && hostOf(origin) !== sentHost.toLowerCase()) {
      return errorResponse(403, "the control API is not available to web pages of other hosts");
    }
    if (controlToken === undefined) return undefined;
    const sent = bearerOf(request.headers);
    if (sent !== undefined && (await isSameSecret(sent, controlToken))) return undefined;
    const error = "control token required: send `Authorization: Bearer {control token}`";
    return errorResponse(401, error, { "WWW-Authenticate": 'Bearer realm="WakaPay sandbox control"' });
  };
}

/** Returns the host and port of an origin, or `undefined` for the origin `null`. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
