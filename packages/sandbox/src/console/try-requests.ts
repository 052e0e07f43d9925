import { paths } from "../http/paths.ts";
import { documentedRequests } from "./documented-requests.ts";
import type { SampleValue } from "./snippets.ts";

/** A response that the sandbox returned to "Try it", without a token. */
export interface TriedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly tookMs: number;
}

/** Sends the documented requests on behalf of the page, which knows no secret. */
export interface TryRequests {
  /**
   * Sends the request with this id, and keeps its response. Throws a `TypeError` for another id.
   */
  send(id: string, baseUrl: string): Promise<void>;
  /** Returns the last response to a request, or the error without one. */
  lastResponse(id: string): TriedResponse | string | undefined;
}

const SHOWN_HEADERS = ["content-type", "retry-after", "wakapay-sandbox", "www-authenticate"];

/** Creates the sender. `credentials` are those that the sandbox was started with. */
export function createTryRequests({
  fetch,
  credentials,
}: {
  fetch: (request: Request) => Promise<Response>;
  credentials: { readonly apiKey: string; readonly apiSecret: string };
}): TryRequests {
  const responses = new Map<string, TriedResponse | string>();

  async function send(id: string, baseUrl: string): Promise<void> {
    const request = documentedRequests.find((candidate) => candidate.id === id);
    if (request === undefined) throw new TypeError("`request` must be one of the documented requests.");
    const { method, url, headers = {}, body } = request.sample(baseUrl);
    const { apiKey, apiSecret } = credentials;
    const variables: Record<string, string> = { WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret };
    if (id === "balance") variables["WAKAPAY_TOKEN"] = await getToken(baseUrl);
    const value = (of: SampleValue) =>
      typeof of === "string" ? of : `${of.prefix ?? ""}${variables[of.variable] ?? ""}`;
    const values = (of: Readonly<Record<string, SampleValue>>) =>
      Object.fromEntries(Object.entries(of).map(([name, one]) => [name, value(one)]));
    const startedAt = performance.now();
    const response = await fetch(
      new Request(url, {
        method,
        headers: values(headers),
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(values(body)) }),
      }),
    );
    responses.set(id, {
      status: response.status,
      headers: Object.fromEntries(
        SHOWN_HEADERS.flatMap((name) => {
          const text = response.headers.get(name);
          return text === null ? [] : [[name, text]];
        }),
      ),
      body: maskTokens(await response.text()),
      tookMs: performance.now() - startedAt,
    });
  }

  async function getToken(baseUrl: string): Promise<string> {
    const response = await fetch(
      new Request(`${baseUrl}${paths.exchange}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ apiKey: credentials.apiKey, apiSecret: credentials.apiSecret }),
      }),
    );
    const token = /"accessToken":"([^"]+)"/.exec(await response.text())?.[1];
    if (token === undefined) throw new Error(`the exchange returned ${response.status} without a token`);
    return token;
  }

  return {
    async send(id, baseUrl) {
      try {
        await send(id, baseUrl);
      } catch (error) {
        if (!documentedRequests.some((candidate) => candidate.id === id)) throw error;
        responses.set(id, error instanceof Error ? error.message : "no response");
      }
    },
    lastResponse: (id) => responses.get(id),
  };
}

/** Masks tokens as the documentation does: the header stays, the rest becomes `****...****`. */
function maskTokens(text: string): string {
  return text.replace(/(eyJ[\w-]*)\.[\w-]*\.[\w-]*/g, "$1.****...****");
}
