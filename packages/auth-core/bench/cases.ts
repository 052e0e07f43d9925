import { createTokenManager, WAKAPAY_TEST_URL } from "@wakapay/auth-core";
import { createFetch } from "ofetch";
import { DocumentedTokenManager } from "./documented-token-manager.ts";

/** One call of what is measured. */
export type Work = () => Promise<unknown>;

/** A subject beside its baseline: only the two together, in one process, mean anything. */
export interface Case {
  readonly subject: () => Work | Promise<Work>;
  readonly baseline: () => Work | Promise<Work>;
  /** The ratio of the subject's time to the baseline's that must not be exceeded. */
  readonly maxRatio?: number;
  /**
   * The nanoseconds, on a machine that has nothing else to do, and the bytes that the subject may
   * add to a call.
   */
  readonly maxAddedNs?: number;
  readonly maxAddedBytes?: number;
  /** The subject is the baseline: a run in which the two differ is void. */
  readonly control?: true;
}

const URL_OF_BALANCE = `${WAKAPAY_TEST_URL}/business/balance?currency=USD`;
const GRANT = { accessToken: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2lnbmF0dXJl", expiresIn: 3_600 };
const ANSWER = new Response(null, { status: 204 });
const stub = async (input: string | URL | Request, _init?: RequestInit): Promise<Response> =>
  String(input).endsWith("/business/auth") ? Response.json(GRANT) : ANSWER;
const headers = { accept: "application/json", "idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324" };

async function manager() {
  const made = createTokenManager({ baseUrl: WAKAPAY_TEST_URL, apiKey: "k", apiSecret: "s", fetch: stub });
  await made.getToken();
  return made;
}

/** What no token manager can beat: one promise, handed out after one look at the clock. */
function limit(): Work {
  const promise = Promise.resolve(GRANT.accessToken);
  const endsAt = Date.now() + 3_600_000;
  return () => (Date.now() < endsAt ? promise : Promise.reject(new Error("over")));
}

const constant = (): Work => async () => GRANT.accessToken;
const ours = async (): Promise<Work> => (await manager()).getToken;
const documented = (): Work => {
  const made = new DocumentedTokenManager(async () => GRANT);
  return () => made.getToken();
};

const plainStub = (): Work => () => stub(URL_OF_BALANCE, { headers });
const authorized =
  (input: () => string | Request, init?: () => RequestInit): (() => Promise<Work>) =>
  async () => {
    const { fetch } = await manager();
    return () => fetch(input(), init?.());
  };

const authorization = `Bearer ${GRANT.accessToken}`;
const ofetchStatic = (): Work => {
  const client = createFetch({ fetch: stub }).create({ headers: { authorization } });
  return () => client.raw(URL_OF_BALANCE);
};
const ofetchOverOurs = async (): Promise<Work> => {
  const client = createFetch({ fetch: (await manager()).fetch });
  return () => client.raw(URL_OF_BALANCE);
};

/** Every case, by its name. */
export const cases: Readonly<Record<string, Case>> = {
  "control: the limit": { subject: limit, baseline: limit, control: true },
  "async () => constant, to the limit": { subject: constant, baseline: limit },
  "getToken(), to the limit": { subject: ours, baseline: limit, maxRatio: 1.05 },
  "the documentation's TokenManager, to the limit": { subject: documented, baseline: limit },
  "control: a stub fetch": { subject: plainStub, baseline: plainStub, control: true },
  "our fetch, URL and plain headers, to a stub fetch": {
    subject: authorized(
      () => URL_OF_BALANCE,
      () => ({ headers }),
    ),
    baseline: plainStub,
    maxAddedNs: 200,
    maxAddedBytes: 600,
  },
  "our fetch, URL and Headers, to a stub fetch": {
    subject: authorized(
      () => URL_OF_BALANCE,
      () => ({ headers: new Headers(headers) }),
    ),
    baseline: () => () => stub(URL_OF_BALANCE, { headers: new Headers(headers) }),
  },
  "our fetch, Request, to a stub fetch": {
    subject: authorized(() => new Request(URL_OF_BALANCE, { headers })),
    baseline: () => () => stub(new Request(URL_OF_BALANCE, { headers })),
  },
  "control: ofetch with a static header": { subject: ofetchStatic, baseline: ofetchStatic, control: true },
  "ofetch over our fetch, to ofetch with a static header": {
    subject: ofetchOverOurs,
    baseline: ofetchStatic,
    maxRatio: 1.05,
  },
  "ofetch with a static header, to a stub fetch": { subject: ofetchStatic, baseline: plainStub },
};
