/** The origin of a request's token: the isolate's cache, the broker, or a direct exchange. */
export type TokenOrigin = "isolate" | "broker" | "direct";

/** Why a credential was refused. `docs/operations.md` describes each of them. */
export type Refusal =
  | "key malformed"
  | "key unknown"
  | "key expired"
  | "caller unknown"
  | "token too large"
  | "token malformed"
  | "algorithm not allowed"
  | "issuer unknown"
  | "signing key unknown"
  | "signing key unusable"
  | "signature wrong"
  | "claim missing"
  | "audience wrong"
  | "token expired"
  | "token not yet valid"
  | "lifetime too long"
  | "no caller matches"
  | "several callers match";

/**
 * The log line of a request. The stages of the pipeline fill it in.
 *
 * It contains no path, query, body, or secret.
 */
export interface RequestLog {
  readonly requestId: string;
  readonly method: string;
  caller?: string;
  /** The WakaPay account of the caller. */
  account?: string;
  /** How the caller authenticated. With `refused`, what it sent. */
  credential?: "key" | "token" | "binding";
  /** The first eight hex digits of the SHA-256 of the request's gateway key. */
  keyId?: string;
  /** Why the credential was refused. The caller does not see it. */
  refused?: Refusal;
  /** The path template of the policy's route. */
  route?: string;
  /** The name of the problem, if the gateway reported one. */
  problem?: string;
  tokenFrom?: TokenOrigin | undefined;
  /** Time that was spent waiting for tokens, in milliseconds. */
  tokenMs?: number | undefined;
  /** Time until WakaPay responded, in milliseconds, without `tokenMs`. */
  upstreamMs?: number;
  /** The `X-Request-Id` of WakaPay's response. */
  upstreamRequestId?: string;
  /** How many times the request was sent to WakaPay. */
  sends?: number | undefined;
  status?: number;
  /**
   * Total time, in milliseconds. The gateway's own share is what `tokenMs` and `upstreamMs` leave.
   */
  durationMs?: number;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Returns the method as it is logged: a standard method, or `other`. */
export function loggedMethod(method: string): string {
  return METHODS.has(method) ? method : "other";
}

/** Writes the line of a request. */
export function logRequest(line: RequestLog): void {
  console.log(JSON.stringify({ event: "request", ...line }));
}

/** Writes one JSON line to the error log. */
export function logError(line: Readonly<Record<string, unknown>>): void {
  console.error(JSON.stringify(line));
}

/** Logs an unexpected error: its name and up to ten stack frames, without the message. */
export function logInternalError(error: unknown, requestId: string): void {
  const { name, message, stack = "" } = error instanceof Error ? error : new Error("not an error");
  const frames = stack.replace(message, "").match(/^ +at .*$/gm);
  logError({ event: "internal_error", requestId, error: name, at: frames?.slice(0, 10) });
}
