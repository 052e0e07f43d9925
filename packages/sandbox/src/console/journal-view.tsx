import type { JSX } from "hono/jsx/jsx-runtime";
import type { SandboxState } from "../control/sandbox-state.ts";
import { formatDuration } from "../http/format-duration.ts";
import type { JournalEntry } from "../state/journal.ts";
import { Chart } from "./chart.tsx";
import { chartData } from "./chart-data.ts";
import { CodeSamples } from "./code-samples.tsx";
import { EntryDetails } from "./entry-details.tsx";
import { FilterForm } from "./filter-form.tsx";
import { type Filters, journalAddress, matches } from "./filters.ts";
import { count, dateOf, timeOfDay } from "./format.ts";
import { outcomeGroup } from "./outcome-group.ts";
import { exchangeSample } from "./samples.ts";
import { isFromConsole } from "./try-requests.ts";

const PAGE_SIZE = 50;
const MAX_SILENT = 5;
const COLUMNS = ["Time", "Request", "Status", "What happened", "Account", "Token", "Took"] as const;

/** What the journal view shows. */
export interface JournalViewProps {
  /** In order of arrival. */
  readonly entries: readonly JournalEntry[];
  /** The accounts of the sandbox, with and without requests. */
  readonly accounts: readonly string[];
  readonly filters: Filters;
  readonly clock: SandboxState["clock"];
  readonly baseUrl: string;
}

/** The requests: a chart, filters, and a list with the newest request first. */
export function JournalView({ entries, accounts, filters, clock, baseUrl }: JournalViewProps): JSX.Element {
  const now = clock.now - clock.advancedSeconds * 1000;
  const seen = new Set(entries.map(({ account }) => account));
  const silent = accounts.filter((account) => !seen.has(account));
  const isSilent = filters.account !== undefined && !seen.has(filters.account);
  const matching = entries.filter((entry) => matches(filters, entry)).reverse();
  const { before = Number.POSITIVE_INFINITY } = filters;
  const shown = matching.filter(({ id }) => id < before);
  const page = shown.slice(0, PAGE_SIZE);
  const newer = matching.length - shown.length;
  const older = shown.length - page.length;
  return (
    <main id="main" tabindex={-1}>
      <h1>Requests</h1>
      {entries.length > 0 && <Chart data={chartData(entries, now)} />}
      {entries.length > 0 && <FilterForm entries={entries} accounts={accounts} filters={filters} />}
      {entries.length > 0 && silent.length > 0 && <SilentAccounts accounts={silent} />}
      {entries.length === 0 && <NoRequests baseUrl={baseUrl} />}
      {entries.length > 0 && matching.length === 0 && (
        <p class="empty">
          {isSilent ? (
            <>
              No request of {filters.account} has arrived. It may call another address. This sandbox is{" "}
              <code>{baseUrl}</code>.
            </>
          ) : (
            "No request matches these filters."
          )}{" "}
          <a href="/">Show all requests</a>
        </p>
      )}
      {newer > 0 && (
        <p class="newer">
          <a href={journalAddress({ ...filters, before: undefined, entry: undefined })}>
            Show {count(newer, "newer request")}
          </a>
        </p>
      )}
      {page.length > 0 && <RequestTable page={page} filters={filters} now={now} baseUrl={baseUrl} />}
      {older > 0 && (
        <p class="older">
          <a href={journalAddress({ ...filters, before: page.at(-1)?.id, entry: undefined })}>
            Show {count(older, "older request")}
          </a>
        </p>
      )}
    </main>
  );
}

function NoRequests({ baseUrl }: { baseUrl: string }): JSX.Element {
  return (
    <section class="empty">
      <h2>No requests yet</h2>
      <p>
        Send one, or set the base URL of your program to <code>{baseUrl}</code>. If your program has sent
        requests, they went to another host.
      </p>
      <CodeSamples id="first" request={exchangeSample(baseUrl)} />
    </section>
  );
}

/** Names the accounts without requests, so that a program with a wrong address is found at once. */
function SilentAccounts({ accounts }: { accounts: readonly string[] }): JSX.Element {
  return (
    <p class="silent muted" id="silent">
      No requests yet from:{" "}
      {accounts.slice(0, MAX_SILENT).map((account, index) => (
        <>
          {index > 0 && ", "}
          <a href={journalAddress({ account })}>{account}</a>
        </>
      ))}
      {accounts.length > MAX_SILENT && ` and ${accounts.length - MAX_SILENT} more`}
    </p>
  );
}

function RequestTable(props: {
  page: readonly JournalEntry[];
  filters: Filters;
  now: number;
  baseUrl: string;
}): JSX.Element {
  const { page, filters, now, baseUrl } = props;
  const pinned = { ...filters, before: filters.before ?? (page[0]?.id ?? 0) + 1 };
  return (
    <table class="requests">
      <caption class="hidden">Requests, newest first</caption>
      <thead>
        <tr>
          {COLUMNS.map((name) => (
            <th scope="col" class={name === "Took" ? "number" : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {page.map((entry) => (
          <Row
            entry={entry}
            filters={pinned}
            isOpen={filters.entry === entry.id}
            now={now}
            baseUrl={baseUrl}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: {
  entry: JournalEntry;
  filters: Filters;
  isOpen: boolean;
  now: number;
  baseUrl: string;
}): JSX.Element {
  const { entry, filters, isOpen, now, baseUrl } = props;
  const isOtherDay = dateOf(entry.at) !== dateOf(now);
  const { id, at, method, path, status, account, fingerprint, reason, fault, durationMs } = entry;
  const address = journalAddress({ ...filters, entry: isOpen ? undefined : id });
  return (
    <>
      <tr id={`entry-${id}`} class={`request ${outcomeGroup(entry)}`}>
        <td class="time">
          <time datetime={new Date(at).toISOString()}>
            {isOtherDay && <span class="date">{dateOf(at)} </span>}
            {timeOfDay(at)}
          </time>
        </td>
        <td class="what">
          <a href={address} id={`open-${id}`} aria-expanded={isOpen ? "true" : "false"} class="open-link">
            <span class="method">{method}</span> {path}
          </a>
        </td>
        <td class="status">{status ?? (durationMs === null ? "…" : "none")}</td>
        <td class="reason">
          {reason ?? sentence(entry.outcome)}
          {fault !== undefined && !reason?.startsWith("fault") && (
            <span class="played">, fault: {fault}</span>
          )}
          {isFromConsole(entry) && <span class="muted"> (from the console)</span>}
        </td>
        <td class="account">{account ?? ""}</td>
        <td class="token">{fingerprint?.slice(0, 8) ?? ""}</td>
        <td class="took number">{durationMs === null ? "" : formatDuration(durationMs)}</td>
      </tr>
      {isOpen && (
        <tr id={`details-${id}`} class="details">
          <td class="details-cell" colspan={COLUMNS.length}>
            <EntryDetails entry={entry} now={now} baseUrl={baseUrl} closeAddress={address} />
          </td>
        </tr>
      )}
    </>
  );
}

function sentence(outcome: string): string {
  return outcome.charAt(0).toUpperCase() + outcome.slice(1);
}
