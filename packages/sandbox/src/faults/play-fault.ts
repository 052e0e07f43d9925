import { errorResponse, undocumented } from "../http/error-response.ts";
import type { Fault } from "../options/fault.ts";
import type { Call } from "../state/journal.ts";
import { describeFault } from "./describe-fault.ts";
import type { ScriptedFault } from "./fault-queue.ts";

const NULL_BODY_STATUSES = [204, 205, 304];

const BODIES = {
  malformed: { text: '{"accessToken":"eyJhbGciOiJIUzI1NiIsInR5cCI6', type: "application/json" },
  empty: { text: "", type: "application/json" },
  html: {
    text: "<!doctype html><title>Bad Gateway</title><h1>Bad Gateway</h1>",
    type: "text/html; charset=utf-8",
  },
} as const;

/**
 * Plays a fault: waits for its delay, then hangs up or returns its response. Returns `undefined` if
 * the fault only delays the regular response.
 *
 * A hang-up rejects with a `TypeError`, as `fetch` does when a connection closes. If the caller
 * disconnects during the delay, rejects with the reason of `signal`.
 */
export async function playFault(
  scripted: ScriptedFault,
  {
    signal,
    call,
    wait,
  }: { signal: AbortSignal; call: Call; wait: (ms: number, signal: AbortSignal) => Promise<void> },
): Promise<Response | undefined> {
  const { fault } = scripted;
  const description = describeFault(scripted);
  call.note({ fault: description });
  if (fault.delayMs !== undefined) {
    try {
      await wait(fault.delayMs, signal);
      signal.throwIfAborted();
    } catch (reason) {
      call.note({ outcome: "caller disconnected", reason: "the caller disconnected during a fault's delay" });
      throw reason;
    }
  }
  if (fault.hangUp) {
    call.note({ outcome: "scripted hang-up", reason: `fault: ${description}` });
    throw new TypeError("fetch failed", { cause: new Error("The sandbox hung up, as scripted.") });
  }
  const response = toResponse(fault);
  if (response !== undefined) call.note({ outcome: "scripted fault", reason: `fault: ${description}` });
  return response;
}

function toResponse({ status, retryAfter, body, redirect }: Fault): Response | undefined {
  const headers = {
    ...undocumented,
    ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
  };
  if (redirect !== undefined) {
    return new Response(null, { status: status ?? 307, headers: { ...headers, Location: redirect } });
  }
  if (status !== undefined && NULL_BODY_STATUSES.includes(status)) {
    return new Response(null, { status, headers });
  }
  if (body !== undefined) {
    const { text, type } = BODIES[body];
    return new Response(text, { status: status ?? 200, headers: { ...headers, "Content-Type": type } });
  }
  if (status === undefined) return undefined;
  return errorResponse(status, `the sandbox was scripted to return ${status}`, headers);
}
