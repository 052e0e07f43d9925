/** The request of an interaction, as the relay received it. */
export interface RelayedRequest {
  /** The interaction, as encoded by `encodeInteractionId`. */
  readonly interaction: string;
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
}

/** A provider's response. */
export interface ProviderResponse {
  readonly status: number;
  /** Headers with lower-case names. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}
