import type { Controls } from "../control/controls.ts";
import { paths } from "../http/paths.ts";

/** What a service did with its sandbox. */
export interface Summary {
  /** All requests, except those under `/_sandbox/`. */
  readonly requests: number;
  /** `POST /business/auth` requests. */
  readonly exchanges: number;
  /** The exchanges that ended without a token. */
  readonly failedExchanges: number;
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
  const counts = { requests: 0, exchanges: 0, failedExchanges: 0, authorizedCalls: 0, faultsPlayed: 0 };
  subscribe((event) => {
    if (event.type !== "entry") return;
    const { method, path, outcome, fault, durationMs } = event.entry;
    const isExchange = method === "POST" && path === paths.exchange;
    if (durationMs === null) {
      counts.requests += 1;
      if (isExchange) counts.exchanges += 1;
      return;
    }
    if (isExchange && outcome !== "token issued") counts.failedExchanges += 1;
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

/** Returns why there may be more exchanges than a limit allows, and what to do. */
export function adviseOnExchanges({ failedExchanges, faultsPlayed }: Summary): string {
  if (failedExchanges > 0) {
    return `${failedExchanges} of them failed. Each attempt counts, so allow for those that should fail.`;
  }
  if (faultsPlayed > 0) return "Faults can cause more exchanges: allow one for each revocation.";
  return "Reuse the token until it expires. Each process requests its own token: allow one exchange for each test process.";
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
