import type { Json } from "../json.ts";

/** The committed pacts, read, and what is wrong with them as a set. */
export interface PactSet {
  readonly pacts: readonly Pact[];
  /** Why verifying these pacts would prove nothing, or less than it seems. */
  readonly refusals: readonly string[];
}

/** One consumer's pact, as far as a verification reads it; the rest goes through as it is. */
export interface Pact {
  readonly file: string;
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly WrittenInteraction[];
  readonly metadata: Json;
}

/** One interaction of a pact file. */
export interface WrittenInteraction {
  readonly description: string;
  readonly pending?: boolean;
  readonly providerStates?: readonly { readonly name: string }[];
  readonly request: { readonly headers?: { readonly [name: string]: Json } };
}
