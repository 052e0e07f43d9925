/** What a service did with its sandbox. */
export interface Summary {
  /** `POST /business/auth` requests. */
  readonly exchanges: number;
  /** Calls with a valid token. */
  readonly authorizedCalls: number;
  /** Requests that a fault changed or delayed. */
  readonly faultsPlayed: number;
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
