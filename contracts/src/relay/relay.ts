import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type Listening, listening } from "../listening.ts";
import type { Answer, Asked } from "./answer.ts";

/** The request header that names the interaction. The relay takes it off: the provider never sees it. */
export const INTERACTION_HEADER = "x-relayed-interaction";

/**
 * A reverse proxy between Pact's verifier and a provider on this machine.
 *
 * Forwards every request as it is, header for header and byte for byte, and lets `pass` see each answer and put
 * another in its place. Nothing is parsed, so that malformed JSON and a body without a type arrive as they were sent.
 */
export async function relay(
  baseUrl: string,
  pass: (asked: Asked, answer: Answer) => Answer,
): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    forward(incoming, baseUrl)
      .then((answer) => send(outgoing, pass(askedIn(incoming), answer)))
      // The verifier then reports a connection that broke off, as it would without a relay.
      .catch(() => outgoing.destroy());
  });
  return listening(server);
}

async function forward(incoming: IncomingMessage, baseUrl: string): Promise<Answer> {
  const { [INTERACTION_HEADER]: _, host: __, ...headers } = incoming.headers;
  const sent = request(new URL(incoming.url ?? "/", baseUrl), { method: incoming.method, headers });
  incoming.pipe(sent);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve).once("error", reject);
  });
  const body = Buffer.concat(await response.toArray()).toString("utf8");
  return { status: response.statusCode ?? 0, headers: flat(response.headers), body };
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

function askedIn({ headers, method = "GET", url = "/" }: IncomingMessage): Asked {
  const { pathname: path } = new URL(url, "http://relay");
  return { interaction: String(headers[INTERACTION_HEADER]), method, path };
}

function flat(headers: IncomingMessage["headers"]): Record<string, string> {
  const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...kept } = headers;
  return Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)]));
}
