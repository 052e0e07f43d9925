import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type LocalServer, listen } from "./listen.ts";
import type { ProviderResponse, RelayedRequest } from "./provider-response.ts";

/** The request header that names the interaction. The relay removes it before it forwards. */
export const INTERACTION_HEADER = "x-relayed-interaction";

/**
 * Starts a reverse proxy between Pact's verifier and a provider.
 *
 * The relay forwards the headers and the bytes of each request unchanged. It does not parse them, so
 * malformed JSON and bodies without a type reach the provider as the verifier sent them. `transform`
 * receives each response and returns the response to send.
 */
export async function startRelay(
  baseUrl: string,
  transform: (request: RelayedRequest, response: ProviderResponse) => ProviderResponse,
): Promise<LocalServer> {
  const server = createServer((incoming, outgoing) => {
    forward(incoming, baseUrl)
      .then((response) => send(outgoing, transform(describe(incoming), response)))
      // The verifier then reports a closed connection, as it would without a relay.
      .catch(() => outgoing.destroy());
  });
  return listen(server);
}

async function forward(incoming: IncomingMessage, baseUrl: string): Promise<ProviderResponse> {
  const { [INTERACTION_HEADER]: _, host: __, ...headers } = incoming.headers;
  const sent = request(new URL(incoming.url ?? "/", baseUrl), { method: incoming.method, headers });
  incoming.pipe(sent);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve).once("error", reject);
  });
  const body = Buffer.concat(await response.toArray()).toString("utf8");
  return { status: response.statusCode ?? 0, headers: endToEnd(response.headers), body };
}

function send(outgoing: ServerResponse, { status, headers, body }: ProviderResponse): void {
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

function describe({ headers, method = "GET", url = "/" }: IncomingMessage): RelayedRequest {
  const { pathname: path } = new URL(url, "http://relay");
  return { interaction: String(headers[INTERACTION_HEADER]), method, path };
}

function endToEnd(headers: IncomingMessage["headers"]): Record<string, string> {
  const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...others } = headers;
  return Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
}
