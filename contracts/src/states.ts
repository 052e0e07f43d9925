/** `POST /business/auth` accepts this key and secret. Gives `apiKey` and `apiSecret`. */
export const CREDENTIALS_KNOWN = "the API knows the key and the secret";

/** The API accepts this token. Gives `accessToken` and the `apiKey` and `apiSecret` that it is for, as do the next two. */
export const TOKEN_LIVE = "an access token is live";

/** The API issued this token, and its hour is over. */
export const TOKEN_EXPIRED = "an access token has expired";

/** The API issued this token and ended it before its hour was over. */
export const TOKEN_REVOKED = "an access token was revoked";

/** Every provider state that a pact may name. */
export const STATES: ReadonlySet<string> = new Set([
  CREDENTIALS_KNOWN,
  TOKEN_LIVE,
  TOKEN_EXPIRED,
  TOKEN_REVOKED,
]);
