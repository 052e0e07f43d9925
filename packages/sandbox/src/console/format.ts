/** Formats a time of day as `14:02:11.045`, in the time zone of the sandbox. */
export function timeOfDay(at: number): string {
  const time = new Date(at);
  const part = (value: number, digits = 2) => String(value).padStart(digits, "0");
  const seconds = `${part(time.getHours())}:${part(time.getMinutes())}:${part(time.getSeconds())}`;
  return `${seconds}.${part(time.getMilliseconds(), 3)}`;
}

/** Formats a count with its noun: `1 request`, `1,204 requests`. */
export function count(value: number, noun: string): string {
  return `${value.toLocaleString("en-US")} ${noun}${value === 1 ? "" : "s"}`;
}
