import type { ProviderResponse, RelayedRequest } from "./provider-response.ts";

/** One way in which a response differs from the contract. Never contains a token. */
export interface Difference {
  /** The part of the response: `status`, `Content-Type`, `$.expiresIn`, or `connection`. */
  readonly where: string;
  readonly expected: string;
  readonly actual: string;
}

/** Returns how a response differs from a contract. Returns an empty list if it does not. */
export type Validator = (request: RelayedRequest, response: ProviderResponse) => Difference[];
