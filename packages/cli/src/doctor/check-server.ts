import { failureReason, PROXY_AUTHENTICATION } from "../terminal/failure-reason.ts";
import type { CallContext } from "./call-context.ts";
import { type Check, failed, ok, warning } from "./check.ts";

/** A check of the server, and what it learned about the time. */
export interface ServerCheck {
  readonly check: Check;
  /** How far the clock of this machine is ahead of the server's, if the server has one. */
  readonly skewMs?: number | undefined;
}

/** The `Date` header has whole seconds. On average, half a second has passed since. */
const HALF_SECOND_MS = 500;

/**
 * Sends the documented request without a token, so that no secret reaches a server that is not
 * WakaPay's. WakaPay responds with a 401.
 */
export async function checkServer(context: CallContext): Promise<ServerCheck> {
  const { url, agent, variable, timeoutMs, now } = context;
  const sentAt = now();
  const headers = { "user-agent": agent };
  const signal = AbortSignal.timeout(timeoutMs);
  let response: Response;
  try {
    response = await fetch(url, { headers, signal, redirect: "manual" });
  } catch (error) {
    return { check: signal.aborted ? noResponse(timeoutMs) : connectionFault(context, failureReason(error)) };
  }
  const receivedAt = now();
  response.body?.cancel().catch(() => {});
  const date = Date.parse(response.headers.get("date") ?? "");
  const skewMs = Number.isNaN(date) ? undefined : (sentAt + receivedAt) / 2 - date - HALF_SECOND_MS;
  return { check: checkResponse(response, receivedAt - sentAt), skewMs };

  function checkResponse({ status, headers: received }: Response, ms: number): Check {
    const isHtml = /^text\/html\b/i.test(received.get("content-type") ?? "");
    if (status >= 300 && status < 400) {
      return failed(
        "server",
        "redirected",
        `The server redirects the request (${status}).`,
        `Check ${variable}. A login page of the network may be in the way.`,
      );
    }
    if (status < 500 && isHtml) {
      return failed(
        "server",
        "not_wakapay",
        `The server returned a web page (${status}).`,
        `Check ${variable}. A proxy or a login page of the network may be in the way.`,
      );
    }
    if (status === 401) return ok("server", `Responds in ${ms} ms.`);
    return warning(
      "server",
      "unexpected_status",
      `Returned ${status} to a request without a token, instead of 401.`,
      status === 404 ? `Check the path of ${variable}.` : "See the next checks.",
    );
  }
}

function noResponse(timeoutMs: number): Check {
  return failed(
    "server",
    "no_response",
    `The server accepted the connection, but did not respond within ${timeoutMs / 1_000} s.`,
    "Try again later. If this persists, contact WakaPay.",
  );
}

function connectionFault({ proxy, variable }: CallContext, reason = "unknown"): Check {
  if (proxy?.isUsed && reason === PROXY_AUTHENTICATION) {
    return failed(
      "server",
      "proxy_authentication",
      "The proxy requires a user and a password (407).",
      `Check the user and password in ${proxy.variable}.`,
    );
  }
  if (proxy?.isUsed) {
    return failed(
      "server",
      "proxy_failed",
      `The connection through the proxy failed (${reason}).`,
      `Check the proxy in ${proxy.variable}. To go without it, add the host to NO_PROXY.`,
    );
  }
  return failed(
    "server",
    "connection_closed",
    `The server did not send a valid HTTP response (${reason}).`,
    `Check the scheme and port of ${variable}. A firewall may be in the way.`,
  );
}
