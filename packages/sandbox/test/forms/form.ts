/** A running sandbox in one of its four forms. */
export interface Form {
  /** The base URL that replaces `https://api.test.wakapay.io`. */
  readonly url: string;
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

/** The key and secret that every form accepts. */
export const credentials = { apiKey: "key-of-the-tests", apiSecret: "secret-of-the-tests" };
