const DAY_MS = 86_400_000;

/**
 * Milliseconds to wait by a `Retry-After` header: seconds, or an HTTP date (RFC 9110 §10.2.3), a day at most.
 * `undefined` where it is absent, unreadable or over.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return ms > 0 ? Math.min(ms, DAY_MS) : undefined;
}
