import {
  Agent as HttpAgent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isLoopback } from "./is-loopback.ts";

/** A request to a provider. */
export interface OutgoingRequest {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  readonly signal?: AbortSignal;
}

/** A provider's response, read to its end. */
export interface ReceivedResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/**
 * Sends a request to a provider. Like our clients, it never follows a redirect: the 3xx is the
 * response. It never uses a proxy for this machine, even if the environment variables name one.
 *
 * Rejects with Node.js's error if there is no complete response.
 */
export async function sendRequest(
  url: URL,
  { method, headers, body, signal }: OutgoingRequest,
): Promise<ReceivedResponse> {
  const isHttps = url.protocol === "https:";
  // With `NODE_USE_ENV_PROXY=1`, the default agents use a proxy. An agent of our own does not.
  const direct = isHttps ? new HttpsAgent() : new HttpAgent();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (isHttps ? requestHttps : requestHttp)(url, {
      method,
      headers,
      ...(isLoopback(url.hostname) && { agent: direct }),
      ...(signal && { signal }),
    });
    request.once("response", resolve).once("error", reject).end(body);
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(await response.toArray()),
  };
}
