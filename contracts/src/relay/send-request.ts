import {
  Agent as HttpAgent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { isLoopback } from "./is-loopback.ts";

const MAX_BODY_BYTES = 1_048_576;

/** A request to a provider. */
export interface OutgoingRequest {
  readonly method: string;
  /** The path and the query, which are sent unchanged. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** How long a complete response may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A provider's response, read to its end. */
export interface ReceivedResponse {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/**
 * Sends a request to the provider at an origin. Like our clients, it never follows a redirect: the
 * 3xx is the response. It never uses a proxy for this machine, even if the environment variables
 * name one.
 *
 * Rejects if there is no complete response, or if its body is larger than 1 MiB.
 */
export async function sendRequest(
  baseUrl: string,
  { timeoutMs, signal, ...request }: OutgoingRequest,
): Promise<ReceivedResponse> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(
      new URL(baseUrl),
      request,
      AbortSignal.any(signal ? [timeout, signal] : [timeout]),
    );
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: await readBody(response),
    };
  } catch (error) {
    throw timeout.aborted ? new Error(`no complete response within ${timeoutMs / 1000} s`) : error;
  }
}

function send(
  url: URL,
  { method, path, headers, body }: Omit<OutgoingRequest, "timeoutMs" | "signal">,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const [request, Agent] = url.protocol === "https:" ? [requestHttps, HttpsAgent] : [requestHttp, HttpAgent];
  // With `NODE_USE_ENV_PROXY=1`, the default agents use a proxy. An agent of our own does not.
  const direct = isLoopback(url.hostname) && { agent: new Agent() };
  return new Promise((resolve, reject) => {
    request(url, { method, path, headers, signal, ...direct })
      .once("response", resolve)
      .once("error", reject)
      .end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new Error("a response body over 1 MiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
