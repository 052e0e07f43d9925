import type { Controls } from "../control/controls.ts";
import { paths } from "../http/paths.ts";

/** What a service did with its sandbox. */
export interface Summary {
  /** `POST /business/auth` requests. */
  readonly exchanges: number;
  /** Calls with a valid token. */
  readonly authorizedCalls: number;
  /** Requests that a fault changed or delayed. */
  readonly faultsPlayed: number;
}

/**
 * Counts the requests from now on, also after a `reset()`. Returns a function that returns the
 * counts.
 */
export function countRequests({ subscribe }: Pick<Controls, "subscribe">): () => Summary {
  const counts = { exchanges: 0, authorizedCalls: 0, faultsPlayed: 0 };
  subscribe((event) => {
    if (event.type !== "entry") return;
    const { method, path, outcome, fault, durationMs } = event.entry;
    if (durationMs === null) {
      if (method === "POST" && path === paths.exchange) counts.exchanges += 1;
      return;
    }
    if (outcome === "authorized") counts.authorizedCalls += 1;
    if (fault !== undefined) counts.faultsPlayed += 1;
  });
  return () => ({ ...counts });
}

/** Returns a sentence such as "3 exchanges, 41 authorized calls, 1 fault played". */
export function describeSummary({ exchanges, authorizedCalls, faultsPlayed }: Summary): string {
  const parts = [
    plural(exchanges, "exchange"),
    plural(authorizedCalls, "authorized call"),
    `${plural(faultsPlayed, "fault")} played`,
  ];
  return parts.join(", ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
