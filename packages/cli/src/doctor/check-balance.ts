import type { AccessToken } from "@wakapay/auth-core";
import { DOCUMENTATION } from "../terminal/documentation.ts";
import { failureReason } from "../terminal/failure-reason.ts";
import type { CallContext } from "./call-context.ts";
import { type Check, failed, ok, warning } from "./check.ts";

const LATER = "Try again later. If this persists, contact WakaPay.";
const REJECTED_ADVICE = `If WakaPay accepts only the newest token, another program with the same credentials may have requested one since. Look for services, replicas, and scripts with this API key. If there are none, check that the account is active. To share one token: ${DOCUMENTATION.fleet}`;

/** Reads one balance with the token. */
export async function checkBalance({ value }: AccessToken, context: CallContext): Promise<Check> {
  const { url, agent, timeoutMs } = context;
  const headers = { authorization: `Bearer ${value}`, "user-agent": agent };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { headers, signal, redirect: "manual" });
    response.body?.cancel().catch(() => {});
    return checkOf(response);
  } catch (error) {
    return signal.aborted
      ? failed("balance", "no_response", `No response within ${timeoutMs / 1_000} s.`, LATER)
      : failed("balance", "unavailable", `The request failed (${failureReason(error)}).`, LATER);
  }
}

function checkOf({ ok: isOk, status }: Response): Check {
  if (isOk) return ok("balance", "WakaPay accepts the token.");
  switch (status) {
    case 401:
      return failed(
        "balance",
        "token_rejected",
        "WakaPay rejected the token that it has just issued (401).",
        REJECTED_ADVICE,
      );
    case 403:
      return failed(
        "balance",
        "forbidden",
        "The account must not read balances (403).",
        "If your service needs balances, ask WakaPay for the permission.",
      );
    case 429:
      return failed("balance", "rate_limited", "Too many requests (429).", LATER);
    default:
      return status >= 500
        ? failed("balance", "unavailable", `The API fails (${status}).`, LATER)
        : warning(
            "balance",
            "unexpected_status",
            `WakaPay returned ${status} for a balance in USD.`,
            "The token was accepted. The account may have no balance in USD.",
          );
  }
}
