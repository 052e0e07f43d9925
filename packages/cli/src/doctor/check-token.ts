import { type AccessToken, isTokenError, type TokenError } from "@wakapay/auth-core";
import { exchange } from "@wakapay/auth-core/layers";
import type { Environment } from "../settings/address.ts";
import type { Settings } from "../settings/read-settings.ts";
import { type Check, failed, ok } from "./check.ts";

/** A check of the credentials, and the token if there is one. */
export interface TokenCheck {
  readonly check: Check;
  readonly token?: AccessToken;
}

/** Makes one exchange, without a retry. */
export async function checkToken(settings: Settings, timeoutMs: number): Promise<TokenCheck> {
  const { baseUrl, apiKey, apiSecret, names, environment } = settings;
  const source = exchange({
    baseUrl,
    credentials: { apiKey, apiSecret },
    allowInsecureLoopback: true,
    timeoutMs,
  });
  try {
    const token = await source();
    const minutes = Math.round((token.expiresAt - token.issuedAt) / 60_000);
    return { token, check: ok("token", `Issued, valid for ${minutes} minutes.`) };
  } catch (error) {
    if (!isTokenError(error)) throw error;
    return { check: checkOf(error, environment, names.baseUrl) };
  }
}

function checkOf(error: TokenError, environment: Environment, variable: string): Check {
  const { code, status, reason, retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? "later" : `in ${Math.ceil(retryAfterMs / 1_000)} s`;
  switch (code) {
    case "credentials_rejected":
      return failed(
        "token",
        code,
        `WakaPay rejected the API key and secret (${status}).`,
        adviceFor(environment),
      );
    case "request_rejected":
      return failed(
        "token",
        code,
        `WakaPay could not read the token request (${status}).`,
        "A proxy may change request bodies. Ask the operator of your network.",
      );
    case "rate_limited":
      return failed("token", code, `Too many token requests (${status}).`, `Try again ${wait}.`);
    case "unavailable":
      return failed(
        "token",
        code,
        `The token endpoint fails (${status ?? reason ?? "the connection failed"}).`,
        `Try again ${wait}. If this persists, contact WakaPay.`,
      );
    case "timeout":
      return failed(
        "token",
        "no_response",
        "The token endpoint did not respond in time.",
        "Try again later. If this persists, contact WakaPay.",
      );
    default:
      return failed(
        "token",
        "not_wakapay",
        `The token endpoint's response is not the documented one (${status ?? code}).`,
        `Check ${variable}. A proxy may be in the way.`,
      );
  }
}

function adviceFor(environment: Environment): string {
  if (environment === "local")
    return "Use the key and secret that the server on this machine was started with.";
  const other = environment === "test" ? "production" : "test";
  return `Compare both with WakaPay's dashboard. Each environment has its own: a key of ${other} does not work in ${environment}.`;
}
