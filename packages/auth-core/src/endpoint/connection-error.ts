import { TokenError } from "../token/token-error.ts";

/** Error codes of the system, OpenSSL, llhttp, and undici. Other codes are not shown. */
const SYSTEM_CODE =
  /^(?:E[A-Z0-9]{2,15}|EAI_[A-Z]+|(?:ERR|UND_ERR|HPE|CERT|CRL|UNABLE_TO|ERROR_IN|DEPTH_ZERO|SELF_SIGNED|PATH_LENGTH|HOSTNAME)_[A-Z0-9_]+|INVALID_(?:CA|PURPOSE))$/;

/** Reasons that have no code, as undici and Deno word them. */
const WORDING =
  /^bad port$|^Proxy response \(407\)|\bdns error\b|\binvalid peer certificate\b|\bos error \d+\b|^Response does not match the HTTP/;

/** Failures that a retry cannot fix, and what to do about them. */
const PERMANENT: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:CERT|CRL|UNABLE_TO|ERROR_IN|DEPTH_ZERO|SELF_SIGNED|INVALID|PATH_LENGTH|HOSTNAME|ERR_TLS_CERT)_|certificate/,
    "Check the server's certificate, and the certificate authorities and the clock of this machine.",
  ],
  [
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/,
    "Check that the port of `baseUrl` accepts https.",
  ],
  [/^bad port$/, "The fetch standard blocks this port. Check `baseUrl`."],
  [/^Proxy response/, "Check the user and the password of the proxy."],
];

/** How many causes are searched. */
const MAX_DEPTH = 6;

/**
 * Creates the error for a token request that got no complete response: `unavailable`, with the
 * reason in its message and in `reason`. Sets `isPermanent` if a retry cannot succeed.
 */
export function connectionError(origin: string, error: unknown): TokenError {
  const reason = reasonOf(error);
  const message = `The connection to ${origin} for the token request failed`;
  if (reason === undefined) return new TokenError("unavailable", `${message}.`);
  const hint = PERMANENT.find(([pattern]) => pattern.test(reason))?.[1];
  return hint === undefined
    ? new TokenError("unavailable", `${message} (${reason}).`, { reason })
    : new TokenError("unavailable", `${message} (${reason}). ${hint}`, { reason, isPermanent: true });
}

/**
 * Returns the reason that is deepest in the chain of causes.
 *
 * The errors may hold the request, including the API secret, so only known codes and phrases are
 * copied. Errors of another realm (Jest, happy-dom) are not `instanceof Error`, so any object
 * counts.
 */
function reasonOf(error: unknown): string | undefined {
  let reason: string | undefined;
  let part = error;
  for (let depth = 0; depth < MAX_DEPTH && typeof part === "object" && part !== null; depth++) {
    const { code, message, cause }: ErrorLike = part;
    if (typeof code === "string" && SYSTEM_CODE.test(code)) reason = code;
    else reason = WORDING.exec(typeof message === "string" ? message : "")?.[0] ?? reason;
    part = cause;
  }
  return reason;
}

interface ErrorLike {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}
