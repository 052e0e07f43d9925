import type { JournalEntry } from "../state/journal.ts";
import { isInGroup, isOutcomeGroup, type OutcomeGroup } from "./outcome-group.ts";

/** Which requests the journal view shows. The address of the page contains it. */
export interface Filters {
  readonly outcome?: OutcomeGroup;
  /** The path of the requests. */
  readonly route?: string;
  readonly account?: string;
  /** Shows only requests before this id, so that the list stands still. */
  readonly before?: number;
  /** The request whose details are open. */
  readonly entry?: number;
}

/** Reads filters from the query of the page's address. Ignores what is not valid. */
export function parseFilters(query: URLSearchParams): Filters {
  const outcome = query.get("outcome") ?? "";
  const route = query.get("route");
  const account = query.get("account");
  const before = Number(query.get("before"));
  const entry = Number(query.get("entry"));
  return {
    ...(isOutcomeGroup(outcome) && { outcome }),
    ...(route && { route }),
    ...(account && { account }),
    ...(Number.isSafeInteger(before) && before > 0 && { before }),
    ...(Number.isSafeInteger(entry) && entry > 0 && { entry }),
  };
}

/** Returns the address of the journal view with these filters. */
export function journalAddress(
  filters: { readonly [Name in keyof Filters]?: Filters[Name] | undefined },
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? "/" : `/?${query}`;
}

/** Returns whether a request passes the filters, apart from `before`. */
export function matches(filters: Filters, entry: JournalEntry): boolean {
  return (
    (filters.outcome === undefined || isInGroup(entry, filters.outcome)) &&
    (filters.route === undefined || entry.path === filters.route) &&
    (filters.account === undefined || entry.account === filters.account)
  );
}
