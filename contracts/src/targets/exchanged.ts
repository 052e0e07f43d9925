/**
 * The values of a provider state with a token: the credentials, and a token for them by one exchange, as the
 * documentation writes it.
 *
 * Rejects where there is none, with the status and nothing else of the answer: the state then counts as not reached.
 */
export async function exchanged(
  baseUrl: string,
  credentials: { readonly apiKey: string; readonly apiSecret: string },
): Promise<{ apiKey: string; apiSecret: string; accessToken: string }> {
  const response = await fetch(`${baseUrl}/business/auth`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(credentials),
  });
  const body: unknown = await response.json();
  if (!response.ok || !hasToken(body)) {
    throw new Error(`No token for the state: the exchange was answered with ${response.status}.`);
  }
  return { ...credentials, accessToken: body.accessToken };
}

function hasToken(body: unknown): body is { accessToken: string } {
  return (
    typeof body === "object" && body !== null && "accessToken" in body && typeof body.accessToken === "string"
  );
}
