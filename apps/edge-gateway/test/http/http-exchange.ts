import { type IncomingHttpHeaders, type IncomingMessage, request as send } from "node:http";
import { buffer } from "node:stream/consumers";

/** A request of {@link httpExchange}. */
export interface HttpRequest {
  readonly port: number;
  readonly path: string;
  /** Default: `GET`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent chunked unless `headers` include a `Content-Length`. */
  readonly body?: string | Uint8Array;
}

/** A response whose body was not decoded. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request over a new connection. Rejects if the response is not complete. */
export async function httpExchange({ body, ...request }: HttpRequest): Promise<HttpResponse> {
  const outgoing = send({ host: "127.0.0.1", agent: false, ...request });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve).on("error", reject);
    outgoing.end(body);
  });
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
}
