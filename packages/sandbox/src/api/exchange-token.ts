import * as v from "valibot";
import { errorResponse } from "../http/error-response.ts";
import { parseJson } from "../http/parse-json.ts";
import { readBody } from "../http/read-body.ts";
import type { Settings } from "../options/sandbox-options.ts";
import { plainObject } from "../options/schema.ts";
import type { Accounts } from "../state/accounts.ts";
import type { Call } from "../state/journal.ts";
import type { Tokens } from "../state/tokens.ts";

const MAX_BODY_BYTES = 64 * 1024;

const bodySchema = v.pipe(
  plainObject,
  v.object({ apiKey: v.nullish(v.string(), ""), apiSecret: v.nullish(v.string(), "") }),
);

/**
 * `POST /business/auth`: exchanges an API key and secret for a JWT.
 *
 * The documentation leaves some cases open. The sandbox returns `invalid payload` for JSON that is
 * not an object and for fields that are not strings, treats `null` as missing, ignores other
 * fields, and returns 413 for a body over 64 KiB.
 *
 * @see "Authenticate" in WakaPay's Authentication API documentation
 */
export async function exchangeToken(
  request: Request,
  call: Call,
  { accounts, tokens, settings }: { accounts: Accounts; tokens: Tokens; settings: Settings },
): Promise<Response> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body instanceof Response) {
    call.note({ outcome: "body rejected" });
    return body;
  }
  const json = parseJson(request.headers.get("content-type"), body);
  const credentials = v.safeParse(bodySchema, json?.value);
  if (!credentials.success) {
    call.note({ outcome: "invalid payload" });
    return errorResponse(400, "invalid payload");
  }
  const { apiKey, apiSecret } = credentials.output;
  if (apiKey === "" || apiSecret === "") {
    call.note({ outcome: "credentials missing" });
    return errorResponse(400, "apiKey and apiSecret required");
  }
  const account = await accounts.authenticate(apiKey, apiSecret);
  if (account === undefined) {
    call.note({ outcome: "invalid credentials" });
    return errorResponse(401, "invalid credentials");
  }
  const { token, tokenId } = await tokens.issue(account, settings);
  call.note({ outcome: "token issued", account, tokenId });
  return Response.json({ accessToken: token, expiresIn: settings.lifetimeSeconds });
}
