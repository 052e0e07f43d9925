import type { JSX } from "hono/jsx/jsx-runtime";
import { formatDuration } from "../http/format-duration.ts";
import type { JournalEntry } from "../state/journal.ts";
import { advice } from "./advice.ts";
import { realTime } from "./chart-data.ts";
import { CodeSamples } from "./code-samples.tsx";
import { HeaderList } from "./header-list.tsx";
import { sampleOf } from "./samples.ts";

/** The details of a request: what to do about it, times, headers without secrets, and code. */
export function EntryDetails(props: {
  entry: JournalEntry;
  /** The current time, without what the clock skipped. */
  now: number;
  baseUrl: string;
  closeAddress: string;
}): JSX.Element {
  const { entry, now, baseUrl, closeAddress } = props;
  const {
    id,
    at,
    advancedSeconds,
    durationMs,
    outcome,
    account,
    fingerprint,
    tokenId,
    fault,
    request,
    response,
  } = entry;
  const toDo = advice(entry);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Arrived", `${new Date(at).toISOString()}, ${formatDuration(now - realTime(entry))} ago`],
    ["Clock", advancedSeconds === 0 ? undefined : `ahead by ${formatDuration(advancedSeconds * 1000)}`],
    ["Took", durationMs === null ? "no response yet" : `${durationMs} ms`],
    ["Outcome", outcome],
    ["Fault", fault],
    ["Account", account],
    ["Token", fingerprint],
    ["Token id", tokenId],
    ["Response by", response?.source],
  ];
  return (
    <section class="entry" aria-label={`Details of request ${id}`}>
      <a class="close" href={closeAddress} data-close>
        Close
      </a>
      {toDo !== undefined && <p class="advice">{toDo}</p>}
      <div class="columns">
        <div>
          <h2>Request {id}</h2>
          <dl class="facts">
            {facts.map(
              ([name, value]) =>
                value !== undefined && (
                  <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ),
            )}
          </dl>
          <h3>Copy as code</h3>
          <CodeSamples id={`entry-${id}`} request={sampleOf(entry, baseUrl)} />
        </div>
        <div>
          <Headers title="Request headers" headers={request.headers} />
          <Headers title="Response headers" headers={response?.headers ?? {}} />
        </div>
      </div>
    </section>
  );
}

function Headers({
  title,
  headers,
}: {
  title: string;
  headers: Readonly<Record<string, string>>;
}): JSX.Element {
  return (
    <>
      <h3>{title}</h3>
      {Object.keys(headers).length === 0 ? <p class="muted">None</p> : <HeaderList headers={headers} />}
    </>
  );
}
