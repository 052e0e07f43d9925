import { paths } from "../http/paths.ts";
import type { AccountCredentials } from "../options/credentials.ts";
import type { JournalEntry } from "../state/journal.ts";
import { documentedRequests } from "./documented-requests.ts";
import type { SampleValue } from "./snippets.ts";

/** A response that the sandbox returned to "Try it", without a token. */
export interface TriedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly tookMs: number;
  /** The account that the request was sent as. */
  readonly account: string;
}

/** Sends the documented requests on behalf of the page, which knows no secret. */
export interface TryRequests {
  /** The accounts that the requests can be sent as. */
  readonly accounts: readonly string[];
  /**
   * Sends the request with this id, and keeps its response. Throws a `TypeError` for another id or
   * account. Default of `account`: the first one.
   */
  send(id: string, target: { baseUrl: string; account?: string | undefined }): Promise<void>;
  /** Returns the last response to a request, or the error without one. */
  lastResponse(id: string): TriedResponse | string | undefined;
}

const SHOWN_HEADERS = ["content-type", "retry-after", "wakapay-sandbox", "www-authenticate"];

/** The `User-Agent` of the requests that "Try it" sends. */
const USER_AGENT = "WakaPay sandbox console";

/** Returns whether "Try it" sent a request. */
export function isFromConsole({ request }: Pick<JournalEntry, "request">): boolean {
  return request.headers["user-agent"] === USER_AGENT;
}

/** Creates the sender. `credentials` are those that the sandbox was started with. */
export function createTryRequests({
  fetch,
  credentials,
}: {
  fetch: (request: Request) => Promise<Response>;
  credentials: readonly AccountCredentials[];
}): TryRequests {
  const accounts = [...new Set(credentials.map(({ account }) => account))];
  const responses = new Map<string, TriedResponse | string>();

  async function send(
    id: string,
    { baseUrl, account = accounts[0] }: { baseUrl: string; account?: string | undefined },
  ): Promise<void> {
    const pair = credentials.find((candidate) => candidate.account === account);
    if (pair === undefined)
      throw new TypeError("`account` must be an account that the sandbox started with.");
    const request = documentedRequests.find((candidate) => candidate.id === id);
    if (request === undefined) throw new TypeError("`request` must be one of the documented requests.");
    const { method, url, headers = {}, body } = request.sample(baseUrl);
    const { apiKey, apiSecret } = pair;
    const variables: Record<string, string> = { WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret };
    if (id === "balance") variables["WAKAPAY_TOKEN"] = await getToken(baseUrl, pair);
    const value = (of: SampleValue) =>
      typeof of === "string" ? of : `${of.prefix ?? ""}${variables[of.variable] ?? ""}`;
    const values = (of: Readonly<Record<string, SampleValue>>) =>
      Object.fromEntries(Object.entries(of).map(([name, one]) => [name, value(one)]));
    const startedAt = performance.now();
    const response = await fetch(
      new Request(url, {
        method,
        headers: { ...values(headers), "User-Agent": USER_AGENT },
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
      account: pair.account,
    });
  }

  async function getToken(baseUrl: string, { apiKey, apiSecret }: AccountCredentials): Promise<string> {
    const response = await fetch(
      new Request(`${baseUrl}${paths.exchange}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "User-Agent": USER_AGENT },
        body: JSON.stringify({ apiKey, apiSecret }),
      }),
    );
    const token = /"accessToken":"([^"]+)"/.exec(await response.text())?.[1];
    if (token === undefined) throw new Error(`the exchange returned ${response.status} without a token`);
    return token;
  }

  return {
    accounts,
    async send(id, target) {
      try {
        await send(id, target);
      } catch (error) {
        if (!documentedRequests.some((candidate) => candidate.id === id)) throw error;
        if (!accounts.includes(target.account ?? accounts[0] ?? "")) throw error;
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
