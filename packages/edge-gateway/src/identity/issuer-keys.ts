import * as v from "valibot";
import { Problem } from "../http/problem.ts";
import { logError } from "../http/request-log.ts";
import type { KeySource } from "../policy/token-rule.ts";
import { ALGORITHM_OF, type VerificationKey, verificationKeySchema } from "../policy/verification-key.ts";
import { fetchJson, IssuerFault } from "./fetch-json.ts";

const LOAD_TIMEOUT_MS = 5_000;
/** Keys are loaded again for an unknown `kid`, at most this often. */
const RELOAD_MS = 60_000;
/** If no key was loaded yet, they are loaded again after this pause. */
const RETRY_MS = 5_000;
/** Older keys are loaded again in the background, so that a removed key stops working. */
const MAX_AGE_MS = 3_600_000;
const POLL_MS = 20;

/** What the keys of an issuer depend on. Tests replace it. */
export interface IssuerRuntime {
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
  /** Completes a promise after the response is sent: `waitUntil` of the platform. */
  readonly background?: (work: Promise<unknown>) => void;
}

/**
 * Returns the key of an issuer with this ID and algorithm, or `undefined` if there is none. Throws
 * `issuer_unreachable` if no key could be loaded yet.
 */
export type FindKey = (kid: string, alg: string) => Promise<VerificationKey | undefined>;

/**
 * Creates the function that finds the keys of an issuer.
 *
 * The isolate keeps the keys as values. An unknown `kid` loads them again, at most once a minute,
 * regardless of how many tokens name one. If the issuer cannot be reached, known keys still work.
 *
 * @example
 * const key = await findKey("key-1", "RS256");
 */
export function createKeyFinder(
  issuer: string,
  source: KeySource,
  { fetch = platformFetch, now = Date.now, background = () => {} }: IssuerRuntime = {},
): FindKey {
  if (source.from === "policy") {
    const keys = byId(source.keys);
    return async (kid, alg) => keys.get(idOf(kid, alg));
  }

  let keys: ReadonlyMap<string, VerificationKey> | undefined;
  let loadedAt = 0;
  let nextLoadAt = 0;
  /** Set while a request loads the keys. A load that was canceled ends at this time. */
  let loadingUntil = 0;

  async function load(): Promise<void> {
    const startedAt = now();
    nextLoadAt = startedAt + (keys === undefined ? RETRY_MS : RELOAD_MS);
    loadingUntil = startedAt + LOAD_TIMEOUT_MS;
    try {
      const signal = AbortSignal.timeout(LOAD_TIMEOUT_MS);
      const url = source.from === "url" ? source.url : await discover(issuer, fetch, signal);
      keys = readKeys(await fetchJson(url, fetch, signal));
      loadedAt = now();
      nextLoadAt = startedAt + RELOAD_MS;
    } catch (error) {
      const reason = error instanceof IssuerFault ? error.message : "the connection failed";
      logError({ event: "issuer_unreachable", issuer, reason });
    } finally {
      loadingUntil = 0;
    }
  }

  function startLoad(): Promise<void> {
    const loading = load();
    background(loading);
    return loading;
  }

  /** Waits while another request loads the keys. Requests must not share promises. */
  async function otherLoad(): Promise<void> {
    while (now() < loadingUntil) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }

  return async (kid, alg) => {
    const known = keys?.get(idOf(kid, alg));
    const mayLoad = now() >= nextLoadAt;
    if (known !== undefined) {
      if (mayLoad && now() >= loadedAt + MAX_AGE_MS) void startLoad();
      return known;
    }
    await (mayLoad ? startLoad() : otherLoad());
    if (keys === undefined) throw issuerUnreachable();
    return keys.get(idOf(kid, alg));
  };
}

const documentSchema = v.object({ issuer: v.string(), jwks_uri: v.string() });
const keySetSchema = v.object({ keys: v.array(v.unknown()) });

/** Returns the address of the keys, from the issuer's discovery document. */
async function discover(
  issuer: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<string> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { success, output } = v.safeParse(documentSchema, await fetchJson(url, fetch, signal));
  if (!success) throw new IssuerFault("the discovery document has no issuer or jwks_uri");
  if (output.issuer !== issuer) throw new IssuerFault("the discovery document is of another issuer");
  return output.jwks_uri;
}

/** Returns the keys of a document that can verify tokens. Ignores the others. */
function readKeys(document: unknown): ReadonlyMap<string, VerificationKey> {
  const { success, output } = v.safeParse(keySetSchema, document);
  const usable = (success ? output.keys : []).flatMap((key) => {
    const parsed = v.safeParse(verificationKeySchema, key);
    return parsed.success ? [parsed.output] : [];
  });
  if (usable.length === 0) throw new IssuerFault("the key set contains no usable key");
  return byId(usable);
}

function byId(keys: readonly VerificationKey[]): ReadonlyMap<string, VerificationKey> {
  return new Map(keys.map((key) => [idOf(key.kid, ALGORITHM_OF[key.kty]), key]));
}

function idOf(kid: string, alg: string): string {
  return `${alg} ${kid}`;
}

function platformFetch(...args: Parameters<typeof fetch>): Promise<Response> {
  return fetch(...args);
}

function issuerUnreachable(): Problem {
  return new Problem(
    "issuer_unreachable",
    "The gateway cannot get the keys of the token's issuer. The request was not applied and is safe to retry.",
    { headers: { "retry-after": String(RETRY_MS / 1_000) } },
  );
}
