/** The reason if a proxy requires a user and a password. undici says so in a message only. */
export const PROXY_AUTHENTICATION = "407 of the proxy";
/** Error codes of the system, OpenSSL, llhttp, and undici. */
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;
const MAX_DEPTH = 6;

/**
 * Returns why a connection failed: the code that is deepest in the chain of causes, or a fixed text
 * for an error of `fetch` without one. Returns `undefined` for other errors. Messages of the errors
 * are not copied, because they can contain parts of a request.
 */
export function failureReason(error: unknown): string | undefined {
  let reason: string | undefined;
  let part: unknown = error;
  for (let depth = 0; depth < MAX_DEPTH && typeof part === "object" && part !== null; depth++) {
    const { code, message, cause }: { code?: unknown; message?: unknown; cause?: unknown } = part;
    if (typeof message === "string" && /^Proxy response \(407\)/.test(message)) return PROXY_AUTHENTICATION;
    if (typeof code === "string" && CODE.test(code)) reason = code;
    part = cause;
  }
  if (reason !== undefined) return reason;
  return error instanceof TypeError ? "the connection failed" : undefined;
}
