/** Whether the isolate had the token, or had to ask for it, and whom. */
export type TokenOrigin = "isolate" | "broker" | "direct";

/**
 * One line for each request: what an operator needs, and nothing that a caller sent but well-formed names.
 *
 * The stages of the pipeline fill it in on the way.
 */
export interface RequestLog {
  readonly requestId: string;
  readonly method: string;
  caller?: string;
  /** The policy's template, never the path. */
  route?: string;
  /** The problem's name, where the gateway refused. */
  problem?: string;
  tokenFrom?: TokenOrigin | undefined;
  /** How long the token took, and WakaPay's answer, in milliseconds; the rest of `durationMs` is the gateway's own. */
  tokenMs?: number | undefined;
  upstreamMs?: number;
  /** The `X-Request-Id` of WakaPay's response. */
  upstreamRequestId?: string;
  /** How often the request was sent to WakaPay. */
  sends?: number | undefined;
  status?: number;
  durationMs?: number;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** A method as it may stand in a log: one that HTTP knows, or `other`. */
export function knownMethod(method: string): string {
  return METHODS.has(method) ? method : "other";
}

/** Writes a request's line. */
export function logRequest(line: RequestLog): void {
  console.log(JSON.stringify({ event: "request", ...line }));
}

/** Writes one JSON line to the error log. */
export function logError(line: Readonly<Record<string, unknown>>): void {
  console.error(JSON.stringify(line));
}

/** Writes where the gateway itself failed: the places in the program, ten at most, and no message, which might quote anything. */
export function logFault(error: unknown, requestId: string): void {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error("no error");
  const at = stack.replace(message, "").match(/^ +at .*$/gm);
  logError({ event: "internal_error", requestId, error: name, at: at?.slice(0, 10) });
}
