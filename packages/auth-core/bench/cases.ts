import { createTokenManager, WAKAPAY_TEST_URL } from "@wakapay/auth-core";
import { createFetch } from "ofetch";
import { documentedClient } from "../test/documentation/make-authenticated-request.js";
import { documentedTokenManager } from "../test/documentation/token-manager.js";

/** One call of the measured code. */
export type Work = () => Promise<unknown>;

/** A subject and its baseline, which are measured in one process. */
export interface Case {
  readonly subject: () => Work | Promise<Work>;
  readonly baseline: () => Work | Promise<Work>;
  /** The mark: the ratio of the subject's CPU time to the baseline's must not exceed it. */
  readonly maxRatio?: number;
  /** Set if the subject is the baseline. If the two differ, the run is void. */
  readonly isControl?: true;
}

const CREDENTIALS = { apiKey: "k", apiSecret: "s" };
const BALANCE_URL = `${WAKAPAY_TEST_URL}/business/balance?currency=USD`;
const TOKEN = { accessToken: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2lnbmF0dXJl", expiresIn: 3_600 };
const RESPONSE = new Response(null, { status: 204 });
const stub = async (input: string | URL | Request, _init?: RequestInit): Promise<Response> =>
  String(input).endsWith("/business/auth") ? Response.json(TOKEN) : RESPONSE;
const headers = { accept: "application/json", "idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324" };

/** Creates a manager that has a cached token. */
export async function createManager() {
  const manager = createTokenManager({ baseUrl: WAKAPAY_TEST_URL, ...CREDENTIALS, fetch: stub });
  await manager.getToken();
  return manager;
}

/** The limit: one settled promise and one look at the clock. */
function limit(): Work {
  const promise = Promise.resolve(TOKEN.accessToken);
  const expiresAt = Date.now() + 3_600_000;
  return () => (Date.now() < expiresAt ? promise : Promise.reject(new Error("expired")));
}

const getToken = async (): Promise<Work> => (await createManager()).getToken;
const documentedGetToken = (): Work => {
  const manager = documentedTokenManager(CREDENTIALS, stub);
  return () => manager.getToken();
};

const stubFetch = (): Work => () => stub(BALANCE_URL, { headers });
const documentedFetch = (): Work => {
  const request = documentedClient(documentedTokenManager(CREDENTIALS, stub), stub);
  return () => request(BALANCE_URL, { headers });
};
const ourFetch =
  (input: () => string | Request, init?: () => RequestInit): (() => Promise<Work>) =>
  async () => {
    const { fetch } = await createManager();
    return () => fetch(input(), init?.());
  };

const authorization = `Bearer ${TOKEN.accessToken}`;
const ofetchStatic = (): Work => {
  const client = createFetch({ fetch: stub }).create({ headers: { authorization } });
  return () => client.raw(BALANCE_URL);
};
const ofetchOverOurs = async (): Promise<Work> => {
  const client = createFetch({ fetch: (await createManager()).fetch });
  return () => client.raw(BALANCE_URL);
};

/** Every case, by its name. */
export const cases: Readonly<Record<string, Case>> = {
  "control: the limit": { subject: limit, baseline: limit, isControl: true },
  "getToken(), to the limit": { subject: getToken, baseline: limit, maxRatio: 1.15 },
  "the documentation's TokenManager, to the limit": { subject: documentedGetToken, baseline: limit },
  "control: the documentation's sample": {
    subject: documentedFetch,
    baseline: documentedFetch,
    isControl: true,
  },
  "our fetch, to the documentation's sample": {
    subject: ourFetch(
      () => BALANCE_URL,
      () => ({ headers }),
    ),
    baseline: documentedFetch,
    // Slower by less than a control may be off is a tie.
    maxRatio: 1.05,
  },
  "our fetch, to a stub fetch": {
    subject: ourFetch(
      () => BALANCE_URL,
      () => ({ headers }),
    ),
    baseline: stubFetch,
  },
  "our fetch with Headers, to a stub fetch": {
    subject: ourFetch(
      () => BALANCE_URL,
      () => ({ headers: new Headers(headers) }),
    ),
    baseline: () => () => stub(BALANCE_URL, { headers: new Headers(headers) }),
  },
  "our fetch with a Request, to a stub fetch": {
    subject: ourFetch(() => new Request(BALANCE_URL, { headers })),
    baseline: () => () => stub(new Request(BALANCE_URL, { headers })),
  },
  "control: ofetch with a static header": {
    subject: ofetchStatic,
    baseline: ofetchStatic,
    isControl: true,
  },
  "ofetch over our fetch, to ofetch with a static header": {
    subject: ofetchOverOurs,
    baseline: ofetchStatic,
  },
};
