import type { JournalEntry } from "../state/journal.ts";

/** The groups of outcomes that the filter and the chart tell apart, with their labels. */
export const OUTCOME_GROUPS = {
  exchange: "Token issued",
  authorized: "Authorized",
  rejected: "Rejected",
  fault: "Fault",
  pending: "Pending",
} as const;

export type OutcomeGroup = keyof typeof OUTCOME_GROUPS;

/** Returns the group of a request. Everything that ended without success is `rejected`. */
export function outcomeGroup({ outcome }: Pick<JournalEntry, "outcome">): OutcomeGroup {
  switch (outcome) {
    case "token issued":
      return "exchange";
    case "authorized":
      return "authorized";
    case "pending":
      return "pending";
    case "scripted fault":
    case "scripted hang-up":
      return "fault";
    default:
      return "rejected";
  }
}

/** Returns whether a text names a group. */
export function isOutcomeGroup(text: string): text is OutcomeGroup {
  return Object.hasOwn(OUTCOME_GROUPS, text);
}

/** Returns whether the filter for a group shows a request. A delayed request is also a fault. */
export function isInGroup(entry: Pick<JournalEntry, "outcome" | "fault">, group: OutcomeGroup): boolean {
  return outcomeGroup(entry) === group || (group === "fault" && entry.fault !== undefined);
}
