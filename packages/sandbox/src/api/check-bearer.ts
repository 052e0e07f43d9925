import { bearerOf } from "../http/bearer.ts";
import { errorResponse, undocumented } from "../http/error-response.ts";
import type { Caller } from "../options/business.ts";
import type { Call } from "../state/journal.ts";
import type { TokenCheck, Tokens } from "../state/tokens.ts";

const ERRORS = {
  "unknown token": "invalid access token: this sandbox did not issue it",
  "expired token": "invalid access token: expired",
  "revoked token": "invalid access token: revoked",
} as const satisfies Record<Exclude<TokenCheck["outcome"], "authorized">, string>;

/**
 * Checks `Authorization: Bearer {accessToken}`. Returns the caller, or a 401 if the token is
 * missing or invalid.
 *
 * The documentation defines the status of this response. The text of its body is the sandbox's own.
 *
 * @see "Using the Access Token" and "Handling Token Expiration" in WakaPay's Authentication API
 *   documentation
 */
export async function checkBearer(request: Request, call: Call, tokens: Tokens): Promise<Caller | Response> {
  const token = bearerOf(request.headers);
  if (token === undefined) {
    call.note({ outcome: "no bearer token", reason: explain(request.headers.get("authorization")) });
    return unauthorized("access token required: send `Authorization: Bearer {accessToken}`");
  }
  const check = await tokens.check(token);
  call.note(check);
  if (check.outcome === "authorized") return { account: check.account, tokenId: check.tokenId };
  return unauthorized(ERRORS[check.outcome], ', error="invalid_token"');
}

function explain(authorization: string | null): string {
  if (authorization === null) return "Authorization header is missing";
  if (/^(Bearer *)?$/i.test(authorization)) return "Authorization header has no token";
  return /^eyJ[^ ]*$/.test(authorization)
    ? "Authorization header has a token without Bearer in front of it"
    : "Authorization header is not Bearer {accessToken}";
}

function unauthorized(error: string, challenge = ""): Response {
  return errorResponse(401, error, {
    ...undocumented,
    "WWW-Authenticate": `Bearer realm="WakaPay sandbox"${challenge}`,
  });
}
