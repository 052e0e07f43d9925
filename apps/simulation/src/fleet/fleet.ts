import type { AccessToken, AuthorizedFetch, TokenSource } from "@wakapay/auth-core";
import type { Machine } from "../network/machine.ts";

/** A process or an isolate that calls WakaPay. */
export interface Client {
  readonly machine: Machine;
  /** The `fetch` of auth-core, with the token. */
  readonly fetch: AuthorizedFetch;
  /** Returns the cached token if it needs no renewal. */
  readonly peek: () => AccessToken | undefined;
}

/** The clients that share a token, or should. */
export interface Fleet {
  /** Returns the client at a place. Creates it if there is none, or if the last one was killed. */
  client(place: number): Client;
  /** Starts a rotation: the places use the new secret from their time on. */
  deploy(secret: string, deployedAt: (place: number) => number): void;
}

/** The key of every client. Only secrets are rotated. */
export const API_KEY = "simulated-key";
/** The secret at the start, and the one after a rotation. */
export const SECRETS = ["simulated-secret-1", "simulated-secret-2"] as const;
export const BASE_URL = "https://wakapay.invalid";

/** Returns the `peek` of a source that has one, as `cached` does. */
export function peekOf(source: TokenSource): () => AccessToken | undefined {
  return hasPeek(source) ? source.peek : () => undefined;
}

function hasPeek(source: TokenSource): source is TokenSource & Pick<Client, "peek"> {
  return "peek" in source;
}
