import type { Json } from "./json.ts";

/** The pacts of a folder, and what is wrong with them. */
export interface PactSet {
  readonly pacts: readonly Pact[];
  /** Reasons why verifying these pacts would be inconclusive. */
  readonly problems: readonly string[];
}

/**
 * The pact of one consumer: the parts that a verification reads. The rest is passed on unchanged.
 */
export interface Pact {
  readonly file: string;
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly PactInteraction[];
  readonly metadata: Json;
}

/** One interaction of a pact file. */
export interface PactInteraction {
  readonly description: string;
  readonly pending?: boolean;
  readonly providerStates?: readonly { readonly name: string }[];
  readonly request: { readonly headers?: { readonly [name: string]: Json } };
}
