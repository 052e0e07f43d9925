/** An answer of a provider, as the wire carries it. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** The request that an answer belongs to. */
export interface Asked {
  /** Which interaction was tried: its consumer and its description. */
  readonly interaction: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}
