import { documentedError, invented } from "../http/error-response.ts";
import type { Call } from "../state/journal.ts";
import type { Bearer, Tokens } from "../state/tokens.ts";

const REFUSALS = {
  "unknown token": "invalid access token: this sandbox did not issue it",
  "expired token": "invalid access token: expired",
  "revoked token": "invalid access token: revoked",
} as const satisfies Record<Exclude<Bearer["outcome"], "authorized">, string>;

/**
 * Checks `Authorization: Bearer {accessToken}`, as «Using the Access Token» of WakaPay's Authentication API asks.
 *
 * Answers nothing where the token is good, else the 401. Its status is documented («Handling Token Expiration»); its
 * body is the sandbox's own, in the documented shape.
 */
export async function refusedBearer(
  request: Request,
  call: Call,
  tokens: Tokens,
): Promise<Response | undefined> {
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token === undefined) {
    call.note({ outcome: "no bearer token" });
    return refusal("access token required: send `Authorization: Bearer {accessToken}`");
  }
  const { outcome, ...seen } = await tokens.identify(token);
  call.note({ outcome, ...seen });
  if (outcome === "authorized") return undefined;
  return refusal(REFUSALS[outcome], ', error="invalid_token"');
}

function refusal(error: string, challenge = ""): Response {
  return documentedError(401, error, {
    ...invented,
    "WWW-Authenticate": `Bearer realm="WakaPay sandbox"${challenge}`,
  });
}
