import { sendRequest } from "../relay/send-request.ts";

const TIMEOUT_MS = 10_000;

/** A key and its secret. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * Requests a token and returns the values of a provider state with a token.
 *
 * Rejects if the response is not a 200 with a token. A redirect is not followed. The error contains
 * the status but nothing else of the response.
 */
export async function requestToken(
  baseUrl: string,
  { apiKey, apiSecret }: Credentials,
): Promise<{ apiKey: string; apiSecret: string; accessToken: string }> {
  const response = await sendRequest(baseUrl, {
    method: "POST",
    path: "/business/auth",
    headers: { "Content-Type": "application/json" },
    body: Buffer.from(JSON.stringify({ apiKey, apiSecret })),
    timeoutMs: TIMEOUT_MS,
  });
  const body = parseJson(response.body.toString("utf8"));
  if (response.status !== 200 || !hasToken(body)) {
    throw new Error(`The token request for this state returned status ${response.status} without a token.`);
  }
  return { apiKey, apiSecret, accessToken: body.accessToken };
}

function hasToken(body: unknown): body is { accessToken: string } {
  return (
    typeof body === "object" && body !== null && "accessToken" in body && typeof body.accessToken === "string"
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
