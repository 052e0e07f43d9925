import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type LocalServer, listen } from "./listen.ts";
import type { ProviderResponse, RelayedRequest } from "./provider-response.ts";
import { type ReceivedResponse, sendRequest } from "./send-request.ts";

/** The request header that names the interaction. The relay removes it before it forwards. */
export const INTERACTION_HEADER = "x-relayed-interaction";

/** Options of {@link startRelay}. */
export interface RelayOptions {
  /** How long the provider may take for a complete response, in milliseconds. */
  readonly responseTimeoutMs: number;
  /** Receives each response and returns the response to send. */
  readonly onResponse: (request: RelayedRequest, response: ProviderResponse) => ProviderResponse;
  /** Called if the provider sends no complete response. */
  readonly onFailure: (request: RelayedRequest, error: unknown) => void;
}

/**
 * Starts a reverse proxy between Pact's verifier and a provider.
 *
 * The relay forwards the headers and the bytes of each request unchanged, except that it requests
 * an uncompressed response. It does not parse bodies, so malformed JSON and bodies without a type
 * reach the provider as the verifier sent them.
 */
export async function startRelay(
  baseUrl: string,
  { responseTimeoutMs, onResponse, onFailure }: RelayOptions,
): Promise<LocalServer> {
  const server = createServer(async (incoming, outgoing) => {
    const request = describe(incoming);
    const closed = new AbortController();
    outgoing.once("close", () => closed.abort());
    try {
      const received = await forward(incoming, baseUrl, responseTimeoutMs, closed.signal);
      send(outgoing, received, (response) => onResponse(request, response));
    } catch (error) {
      if (!closed.signal.aborted) onFailure(request, error);
      // The verifier reports a closed connection, as it would without a relay.
      outgoing.destroy();
    }
  });
  return listen(server);
}

async function forward(
  incoming: IncomingMessage,
  baseUrl: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ReceivedResponse> {
  const { [INTERACTION_HEADER]: _, host: __, ...headers } = incoming.headers;
  return sendRequest(baseUrl, {
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    headers: { ...headers, "accept-encoding": "identity" },
    body: Buffer.concat(await incoming.toArray()),
    timeoutMs,
    signal,
  });
}

function send(
  outgoing: ServerResponse,
  received: ReceivedResponse,
  transform: (response: ProviderResponse) => ProviderResponse,
): void {
  const text = received.body.toString("utf8");
  const { status, headers, body } = transform({
    status: received.status,
    headers: endToEnd(received.headers),
    body: text,
  });
  const bytes = body === text ? received.body : Buffer.from(body);
  outgoing.writeHead(status, { ...headers, "content-length": bytes.byteLength }).end(bytes);
}

function describe({ headers, method = "GET", url = "/" }: IncomingMessage): RelayedRequest {
  const [path = "/"] = url.split("?");
  return { interaction: String(headers[INTERACTION_HEADER]), method, path };
}

function endToEnd(headers: IncomingMessage["headers"]): Record<string, string> {
  const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...others } = headers;
  return Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
}
