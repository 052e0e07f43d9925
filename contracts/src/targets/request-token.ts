/** A key and its secret. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * Requests a token and returns the values of a provider state with a token.
 *
 * Rejects with an error that contains only the response's status if there is no token. The provider
 * state then counts as not entered.
 */
export async function requestToken(
  baseUrl: string,
  { apiKey, apiSecret }: Credentials,
): Promise<{ apiKey: string; apiSecret: string; accessToken: string }> {
  const response = await fetch(`${baseUrl}/business/auth`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ apiKey, apiSecret }),
  });
  const body: unknown = await response.json();
  if (!response.ok || !hasToken(body)) {
    throw new Error(`The token request for this state returned status ${response.status} without a token.`);
  }
  return { apiKey, apiSecret, accessToken: body.accessToken };
}

function hasToken(body: unknown): body is { accessToken: string } {
  return (
    typeof body === "object" && body !== null && "accessToken" in body && typeof body.accessToken === "string"
  );
}
