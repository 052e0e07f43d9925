import type { AuthorizedFetch } from "@wakapay/auth-core";
import type { Machine } from "../network/machine.ts";

/** A process or an isolate that calls WakaPay. */
export interface Client {
  readonly machine: Machine;
  /** The `fetch` of auth-core, with the token. */
  readonly fetch: AuthorizedFetch;
}

/** The clients that share a token, or should. */
export interface Fleet {
  /** Returns the client at a place. Creates it if there is none, or if the last one was killed. */
  client(place: number): Client;
  /** The fraction of a token's lifetime after which clients look for the next one. */
  readonly renewsAfter: number;
  /** Starts a rotation: the places use the new secret from their time on. */
  deploy(secret: string, deployedAt: (place: number) => number): void;
}

/** The key of every client. Only secrets are rotated. */
export const API_KEY = "simulated-key";
/** The secret at the start, and the one after a rotation. */
export const SECRETS = ["simulated-secret-1", "simulated-secret-2"] as const;
export const BASE_URL = "https://wakapay.invalid";
