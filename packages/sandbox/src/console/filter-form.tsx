import type { JSX } from "hono/jsx/jsx-runtime";
import type { JournalEntry } from "../state/journal.ts";
import { type Filters, matches } from "./filters.ts";
import { count } from "./format.ts";
import { OUTCOME_GROUPS } from "./outcome-group.ts";

const MAX_ROUTES = 50;

/** The filters by outcome, route, and account, and how many requests match them. */
export function FilterForm({
  entries,
  accounts: configured,
  filters,
}: {
  entries: readonly JournalEntry[];
  accounts: readonly string[];
  filters: Filters;
}): JSX.Element {
  const accounts = [...new Set([...configured, ...entries.flatMap(({ account }) => account ?? [])])].sort();
  const routes = [...new Set(entries.map(({ path }) => path))].sort().slice(0, MAX_ROUTES);
  const matching = entries.filter((entry) => matches(filters, entry)).length;
  return (
    <form class="filters" method="get" action="/" data-submit-on-change>
      <label>
        Outcome
        <select name="outcome">
          <option value="">All</option>
          {Object.entries(OUTCOME_GROUPS).map(([value, label]) => (
            <option value={value} selected={filters.outcome === value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        Route
        <select name="route">
          <option value="">All</option>
          {routes.map((route) => (
            <option value={route} selected={filters.route === route}>
              {route}
            </option>
          ))}
        </select>
      </label>
      <label>
        Account
        <select name="account">
          <option value="">All</option>
          {accounts.map((account) => (
            <option value={account} selected={filters.account === account}>
              {account}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="without-script">
        Filter
      </button>
      <p class="count" id="count">
        {matching === entries.length
          ? count(matching, "request")
          : `${matching.toLocaleString("en-US")} of ${count(entries.length, "request")}`}
      </p>
    </form>
  );
}
