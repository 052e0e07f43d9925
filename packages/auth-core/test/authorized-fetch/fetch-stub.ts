import { type AuthorizedFetchOptions, authorizedFetch, type TokenSource } from "../../src/index.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { issuer } from "../support/fake-source.ts";

export const BASE_URL = "https://api.example/v1";

/** A request that {@link fetchStub} received. */
export interface Sent {
  readonly url: string;
  readonly init: RequestInit | undefined;
  readonly request: Request;
  readonly authorization: string | null;
}

/** Returns a `fetch` that records each request and responds with 401 to the first `rejections`. */
export function fetchStub(rejections = 0) {
  const sent: Sent[] = [];
  const responses: Response[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, {
      ...init,
      ...(init?.body instanceof ReadableStream && { duplex: "half" }),
    } as RequestInit);
    sent.push({ url: request.url, init, request, authorization: request.headers.get("authorization") });
    const status = sent.length <= rejections ? 401 : 200;
    const response = new Response(`response ${sent.length}`, { status });
    responses.push(response);
    return response;
  };
  return { sent, responses, fetch };
}

/** An `authorizedFetch` over a {@link fetchStub}, with tokens "token-1", "token-2", and so on. */
export function stubbed(
  rejections = 0,
  options: Partial<AuthorizedFetchOptions> = {},
  from: TokenSource | undefined = undefined,
) {
  const { sent, responses, fetch } = fetchStub(rejections);
  const { source, requests } = issuer(fakeClock().now);
  const call = authorizedFetch(from ?? source, { baseUrl: BASE_URL, fetch, ...options });
  return { sent, responses, requests, call };
}
