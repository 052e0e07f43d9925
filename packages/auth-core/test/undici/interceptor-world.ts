import type { ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import {
  type AuthorizationInterceptorOptions,
  authorizationInterceptor,
} from "../../src/authorization-interceptor.ts";
import type { TokenSource } from "../../src/index.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { issuer } from "../support/fake-source.ts";
import { type ReceivedRequest, testServer } from "../support/test-server.ts";
import type { Undici } from "./undici-versions.ts";

/** Responds with 401 to "Bearer token-1", and with the request's body to every other token. */
export function rejectFirstToken(request: ReceivedRequest, response: ServerResponse): void {
  response.statusCode = request.headers.authorization === "Bearer token-1" ? 401 : 200;
  response.end(response.statusCode === 401 ? "token-1 is rejected" : `received ${request.body}`);
}

/** A server, a source of the tokens token-1, token-2, …, and an agent with the interceptor. */
export async function interceptorWorld(
  { Agent, request }: Undici,
  respond: (request: ReceivedRequest, response: ServerResponse) => void = rejectFirstToken,
  options: Partial<AuthorizationInterceptorOptions> & { source?: TokenSource } = {},
) {
  const server = await testServer(respond);
  const { source, requests } = issuer(fakeClock().now);
  const interceptor = authorizationInterceptor(options.source ?? source, {
    baseUrl: server.url,
    allowInsecureLoopback: true,
    ...options,
  });
  const bare = new Agent();
  const agent = bare.compose(interceptor);

  /** Sends a request with the interceptor. */
  async function send(
    init: Partial<Dispatcher.RequestOptions> & { path?: string } = {},
    url: string = server.url,
  ) {
    const { statusCode, headers, body } = await request(url, { path: "/x", dispatcher: agent, ...init });
    return { status: statusCode, headers, text: await body.text() };
  }

  return {
    server,
    interceptor,
    bare,
    agent,
    send,
    tokenRequests: requests,
    /** The `Authorization` header of every request that the server received. */
    authorizations: () => server.requests.map(({ headers }) => headers.authorization),
    async [Symbol.asyncDispose]() {
      await bare.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}
