import * as v from "valibot";
import { errorResponse } from "../http/error-response.ts";
import { formatDuration } from "../http/format-duration.ts";
import { isJson, parseJson } from "../http/parse-json.ts";
import { readBody } from "../http/read-body.ts";
import { plainObject } from "../options/schema.ts";
import type { Settings } from "../options/settings.ts";
import type { Accounts } from "../state/accounts.ts";
import type { Call } from "../state/journal.ts";
import type { Tokens } from "../state/tokens.ts";
import { bodyRejected } from "./body-rejected.ts";

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
    call.note(bodyRejected(body));
    return body;
  }
  const contentType = request.headers.get("content-type");
  const json = parseJson(contentType, body);
  const credentials = v.safeParse(bodySchema, json?.value);
  if (!credentials.success) {
    const reason = json === undefined ? explainNoJson(contentType) : explainJson(credentials.issues);
    call.note({ outcome: "invalid payload", reason });
    return errorResponse(400, "invalid payload");
  }
  const { apiKey, apiSecret } = credentials.output;
  if (apiKey === "" || apiSecret === "") {
    const missing = [...(apiKey === "" ? ["apiKey"] : []), ...(apiSecret === "" ? ["apiSecret"] : [])];
    const reason = `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing or empty`;
    call.note({ outcome: "credentials missing", reason });
    return errorResponse(400, "apiKey and apiSecret required");
  }
  const check = await accounts.authenticate(apiKey, apiSecret);
  if (check.reason !== undefined) {
    call.note({ outcome: "invalid credentials", ...check });
    return errorResponse(401, "invalid credentials");
  }
  const { account } = check;
  const { token, ...ids } = await tokens.issue(account, settings);
  const reason = `token is valid for ${formatDuration(settings.lifetimeSeconds * 1000)}`;
  call.note({ outcome: "token issued", reason, account, ...ids });
  return Response.json({ accessToken: token, expiresIn: settings.lifetimeSeconds });
}

function explainNoJson(contentType: string | null): string {
  if (contentType === null) return "Content-Type header is missing";
  return isJson(contentType) ? "the body is not valid JSON" : "Content-Type is not application/json";
}

function explainJson([issue]: readonly v.BaseIssue<unknown>[]): string {
  const field = issue?.path?.[0]?.key;
  return field === undefined ? "the body is not a JSON object" : `${String(field)} is not a string`;
}
