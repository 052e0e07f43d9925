/** A running sandbox in one of its forms, as a client meets it. */
export interface Form {
  /** The base URL, to which the documentation's host is changed. */
  readonly url: string;
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

/** The key and the secret that every form accepts. */
export const credentials = { apiKey: "key-of-the-tests", apiSecret: "secret-of-the-tests" };
