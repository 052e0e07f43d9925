/** `POST /business/auth` accepts this key and secret. Gives `apiKey` and `apiSecret`. */
export const CREDENTIALS_KNOWN = "the API knows the key and the secret";

/** Every provider state that a pact may name. */
export const STATES: ReadonlySet<string> = new Set([CREDENTIALS_KNOWN]);
