/**
 * A longer `Retry-After` is shortened to this, so that one response cannot stop a client for a day.
 */
const LONGEST_MS = 3_600_000;

const SECONDS = /^\d+$/;
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Parses a `Retry-After` header: seconds or an HTTP date (RFC 9110, section 10.2.3). Returns
 * milliseconds, 1 hour at most, or `undefined` if the header is absent, invalid, or in the past.
 *
 * A date is compared with the response's own `Date` header, because the client's clock may be
 * wrong. If the response has no valid `Date`, it is compared with `now` (epoch ms).
 */
export function parseRetryAfter(
  retryAfter: string | null,
  date: string | null,
  now: number,
): number | undefined {
  const ms = SECONDS.test(retryAfter?.trim() ?? "")
    ? Number(retryAfter) * 1000
    : (parseHttpDate(retryAfter) ?? 0) - (parseHttpDate(date) ?? now);
  return ms > 0 ? Math.min(ms, LONGEST_MS) : undefined;
}

function parseHttpDate(header: string | null): number | undefined {
  return header !== null && HTTP_DATE.test(header.trim()) ? Date.parse(header) : undefined;
}
