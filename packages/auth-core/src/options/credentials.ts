import { TokenError } from "../token/token-error.ts";

/**
 * The key and secret that WakaPay exchanges for a token. Any object with these members works,
 * including an instance of a class with getters.
 *
 * @see "Request Body" in WakaPay's Authentication API documentation
 */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * Returns the current key and secret. Called for each flight, so rotated credentials need no
 * restart.
 *
 * @example
 * const credentials = async () => JSON.parse(await readFile("/run/secrets/wakapay.json", "utf8"));
 */
export type CredentialsFunction = () => Credentials | Promise<Credentials>;

/**
 * Checks credentials and returns a copy. `hint` says what to do if a member is missing.
 *
 * Throws `TokenError` with code `invalid_options` if the key or secret is missing, is empty, or has
 * white space around it. The message contains no value.
 */
export function checkCredentials(
  credentials: { readonly [Member in keyof Credentials]?: unknown },
  hint = "Check that its environment variable is set.",
): Credentials {
  return {
    apiKey: checkMember("apiKey", credentials.apiKey, hint),
    apiSecret: checkMember("apiSecret", credentials.apiSecret, hint),
  };
}

function checkMember(name: string, value: unknown, hint: string): string {
  if (typeof value !== "string" || value.trim() === "") {
    const received = typeof value === "string" ? "an empty string" : value === null ? "null" : typeof value;
    throw new TokenError(
      "invalid_options",
      `\`${name}\` must be a non-empty string (got ${received}). ${hint}`,
    );
  }
  if (value !== value.trim()) {
    throw new TokenError(
      "invalid_options",
      `\`${name}\` must not start or end with white space. If it is read from a file, remove the newline at its end.`,
    );
  }
  return value;
}
