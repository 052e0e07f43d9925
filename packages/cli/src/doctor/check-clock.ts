import { type Check, failed, ok, skipped } from "./check.ts";

/** A minute is more than any network delay, and less than what certificates and tokens forgive. */
const MAX_SKEW_MS = 60_000;

/** Compares the clock of this machine with the `Date` header of the server. */
export function checkClock(skewMs: number | undefined): Check {
  if (skewMs === undefined) return skipped("clock", "The server sends no Date header.");
  const size = duration(Math.abs(skewMs));
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return ok("clock", `Within ${size} of the server's.`);
  return failed(
    "clock",
    "skewed_clock",
    `The clock of this machine is ${size} ${skewMs > 0 ? "ahead of" : "behind"} the server's.`,
    "Turn on time synchronization (NTP). In a virtual machine or container, correct the host's clock.",
  );
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
