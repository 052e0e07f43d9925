/** The provider's name in every pact. */
export const PROVIDER = "wakapay-api";

/** `POST /business/auth` accepts a key and its secret. Values: `apiKey`, `apiSecret`. */
export const CREDENTIALS_VALID = "the credentials are valid";

/**
 * The API accepts a token. Values: `accessToken`, and the `apiKey` and `apiSecret` that it was
 * issued for.
 */
export const TOKEN_VALID = "an access token is valid";

/** A token has expired. Values as for {@link TOKEN_VALID}. */
export const TOKEN_EXPIRED = "an access token has expired";

/** The API revoked a token before it expired. Values as for {@link TOKEN_VALID}. */
export const TOKEN_REVOKED = "an access token has been revoked";

/** Every provider state that a pact may name. */
export const STATES: ReadonlySet<string> = new Set([
  CREDENTIALS_VALID,
  TOKEN_VALID,
  TOKEN_EXPIRED,
  TOKEN_REVOKED,
]);
