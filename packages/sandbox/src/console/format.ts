/** Formats a time of day as `14:02:11.045`, in the time zone of the sandbox. */
export function timeOfDay(at: number): string {
  const time = new Date(at);
  const part = (value: number, digits = 2) => String(value).padStart(digits, "0");
  const seconds = `${part(time.getHours())}:${part(time.getMinutes())}:${part(time.getSeconds())}`;
  return `${seconds}.${part(time.getMilliseconds(), 3)}`;
}

/** Formats a time of day to the second. Adds the date if it is not that of `now`. */
export function timeAt(at: number, now: number): string {
  const time = timeOfDay(at).slice(0, 8);
  return new Date(at).toDateString() === new Date(now).toDateString() ? time : `${dateOf(at)} ${time}`;
}

/** Formats a date as `2026-11-26`, in the time zone of the sandbox. */
export function dateOf(at: number): string {
  const date = new Date(at);
  const part = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}

/** Formats a count with its noun: `1 request`, `1,204 requests`. */
export function count(value: number, noun: string): string {
  return `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;
}
