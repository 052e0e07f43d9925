import { TokenError } from "../token/token-error.ts";

/** The pair that WakaPay exchanges for a token. «Request Body» of the Authentication API. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Yields the pair that is good now; asked once for each flight, so that a rotated secret needs no restart. */
export type CredentialsFunction = () => Credentials | Promise<Credentials>;

/** Checks that both are there. Throws `invalid_options` and names what is missing, without values. */
export function checkCredentials(credentials: Credentials): Credentials {
  const { apiKey, apiSecret } = credentials ?? {};
  for (const [name, value] of Object.entries({ apiKey, apiSecret })) {
    if (typeof value !== "string" || value.trim() === "") {
      throw new TokenError(
        "invalid_options",
        `${name} must be a string that is not empty; is its environment variable set?`,
      );
    }
  }
  return { apiKey, apiSecret };
}
