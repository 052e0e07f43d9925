import type { ProviderResponse } from "../relay/provider-response.ts";

/** One change to a response that Pact or the OpenAPI document must detect. */
export interface Mutant {
  /** The part of the response: `status`, `Content-Type`, `body`, or a field. */
  readonly part: string;
  /** What the mutant does to that part, such as "removed". */
  readonly change: string;
  apply(response: ProviderResponse): ProviderResponse;
}
