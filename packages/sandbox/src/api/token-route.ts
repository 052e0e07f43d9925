import { documentedError } from "../http/error-response.ts";
import { readJson } from "../http/parse-json.ts";
import { boundedBody } from "../http/read-body.ts";
import { isRecord } from "../options/is-record.ts";
import type { Settings } from "../options/settings.ts";
import type { Accounts } from "../state/accounts.ts";
import type { Call } from "../state/journal.ts";
import type { Tokens } from "../state/tokens.ts";

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * `POST /business/auth`: exchanges a key and a secret for a JWT, as «Authenticate» of WakaPay's Authentication API has it.
 *
 * The documentation leaves open, and the sandbox decides: JSON that is no object, or a field that is no string, is an
 * invalid payload; a field that is null counts as missing; other fields are ignored; a body over 64 KiB gets a 413.
 */
export async function authRoute(
  request: Request,
  call: Call,
  { accounts, tokens, settings }: { accounts: Accounts; tokens: Tokens; settings: Settings },
): Promise<Response> {
  const body = await boundedBody(request, BODY_LIMIT_BYTES);
  if (body instanceof Response) {
    call.note({ outcome: "body refused" });
    return body;
  }
  const read = readExchange(readJson(request.headers.get("content-type"), body)?.value);
  if (read === undefined) {
    call.note({ outcome: "invalid payload" });
    return documentedError(400, "invalid payload");
  }
  if (read.apiKey === "" || read.apiSecret === "") {
    call.note({ outcome: "credentials missing" });
    return documentedError(400, "apiKey and apiSecret required");
  }
  const account = await accounts.authenticate(read.apiKey, read.apiSecret);
  if (account === undefined) {
    call.note({ outcome: "invalid credentials" });
    return documentedError(401, "invalid credentials");
  }
  const { token, tokenId } = await tokens.issue(account, settings);
  call.note({ outcome: "token issued", account, tokenId });
  return Response.json({ accessToken: token, expiresIn: settings.lifetimeSeconds });
}

/** The two fields of «Request Body»; one that is missing or null is empty. Undefined where this is no such body. */
function readExchange(value: unknown): { apiKey: string; apiSecret: string } | undefined {
  if (!isRecord(value)) return undefined;
  const { apiKey: key, apiSecret: secret } = value;
  const apiKey = key ?? "";
  const apiSecret = secret ?? "";
  return typeof apiKey === "string" && typeof apiSecret === "string" ? { apiKey, apiSecret } : undefined;
}
