import type { FaultRoute } from "../options/fault.ts";
import type { Clock } from "./clock.ts";
import type { MaskedHeaders } from "./mask-headers.ts";

/** The result of a request, as a fixed text that tests can compare. */
export type Outcome =
  | "pending"
  | "token issued"
  | "credentials missing"
  | "invalid payload"
  | "invalid credentials"
  | "body rejected"
  | "authorized"
  | "no bearer token"
  | "unknown token"
  | "expired token"
  | "revoked token"
  | "unknown route"
  | "wrong method"
  | "bad request"
  | "business error"
  | "scripted fault"
  | "scripted hang-up"
  | "caller disconnected"
  | "sandbox error";

/** One request in the journal. It never contains a key, a secret, or a token. */
export interface JournalEntry {
  /** The number of the request: 1, 2, 3, …. It is never used twice, even after `reset()`. */
  readonly id: number;
  /** When the request arrived, in epoch milliseconds of the sandbox's clock. */
  readonly at: number;
  /** How far the sandbox's clock was ahead when the request arrived, in seconds. */
  readonly advancedSeconds: number;
  /** How long the response took, in milliseconds. `null` while the request is pending. */
  readonly durationMs: number | null;
  readonly method: string;
  /** The path without its query. `[redacted]` if it contains a token or known credentials. */
  readonly path: string;
  /** The status of the response. `null` while there is none. */
  readonly status: number | null;
  /** The account of the API key or the token, also of one that was rejected. */
  readonly account?: string;
  /** The `jti` of the token that was sent or issued. */
  readonly tokenId?: string;
  /** The fingerprint of the token that was sent or issued, as auth-core and the gateway log it. */
  readonly fingerprint?: string;
  readonly outcome: Outcome;
  /** Why the outcome is what it is, for a person: "token expired 12 s ago". */
  readonly reason?: string;
  /** The fault that the sandbox played: "503, 2 of 3 requests left", or "503, used up". */
  readonly fault?: string;
  /** The request. Values that may be secret are masked. */
  readonly request: { readonly headers: MaskedHeaders };
  /** The response. `null` while there is none. */
  readonly response: {
    /**
     * Who defined the response: `documented` for WakaPay's documentation, otherwise the value of
     * its `WakaPay-Sandbox` header.
     */
    readonly source: string;
    readonly headers: MaskedHeaders;
  } | null;
}

/** What a handler adds to an entry. */
export type CallDetails = Partial<
  Pick<JournalEntry, "account" | "tokenId" | "fingerprint" | "outcome" | "reason" | "fault" | "request">
>;

/** The journal entry of a request in progress. */
export interface Call {
  /** Adds details. A later outcome replaces an earlier one, and its reason. */
  note(details: CallDetails): void;
  /** Ends the entry. `response` is `null` if the caller gets none. */
  end(response: Pick<JournalEntry, "status" | "response"> | null): void;
}

/** How many requests arrived since the last reset. */
export interface Counts {
  /** `POST /business/auth` requests. */
  readonly exchanges: number;
  /** Requests to other paths under `/business/`. */
  readonly calls: number;
  /** Calls with a valid token. */
  readonly authorizedCalls: number;
  /** Requests that a fault changed or delayed. */
  readonly faults: number;
}

/** Which entries of the journal to return. */
export interface JournalQuery {
  /** Returns only entries with a greater `id`, oldest first. */
  readonly after?: number | undefined;
  /**
   * The maximum number of entries: the oldest ones with `after`, otherwise the newest ones.
   * Default: 10000.
   */
  readonly limit?: number | undefined;
}

/** The requests that reached the sandbox, in order of arrival. */
export interface Journal {
  /** Adds a request. */
  record(request: Pick<JournalEntry, "method" | "path">, route: FaultRoute | undefined): Call;
  /** Returns copies of the last 10,000 entries, or of those that `query` selects. */
  entries(query?: JournalQuery): readonly JournalEntry[];
  /** Returns the `id` of the newest entry, or 0. */
  lastId(): number;
  counts(): Counts;
  /** Calls `listener` with each new and each changed entry. Returns a function that ends this. */
  subscribe(listener: (entry: JournalEntry) => void): () => void;
  reset(): void;
}

const MAX_ENTRIES = 10_000;
const NO_COUNTS: Counts = { exchanges: 0, calls: 0, authorizedCalls: 0, faults: 0 };

/** Creates an empty journal. */
export function createJournal(clock: Clock): Journal {
  let entries: Readonly<JournalEntry>[] = [];
  let lastId = 0;
  let counts = NO_COUNTS;
  const listeners = new Set<(entry: JournalEntry) => void>();

  return {
    record(request, route) {
      const startedAt = clock.unskewed();
      lastId += 1;
      const entry: { -readonly [Field in keyof JournalEntry]: JournalEntry[Field] } = {
        id: lastId,
        at: clock.now(),
        advancedSeconds: clock.advancedSeconds(),
        ...request,
        status: null,
        outcome: "pending",
        durationMs: null,
        request: { headers: {} },
        response: null,
      };
      const publish = () => {
        for (const listener of listeners) listener({ ...entry });
      };
      const count = (name: keyof Counts) => {
        counts = { ...counts, [name]: counts[name] + 1 };
      };
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries.shift();
      if (route !== undefined) count(route === "auth" ? "exchanges" : "calls");
      publish();
      return {
        note(details) {
          if (details.outcome === "authorized") count("authorizedCalls");
          if (details.fault !== undefined && entry.fault === undefined) count("faults");
          if (details.outcome !== undefined) delete entry.reason;
          Object.assign(entry, details);
        },
        end(response) {
          Object.assign(entry, response, { durationMs: clock.unskewed() - startedAt });
          publish();
        },
      };
    },
    entries({ after, limit = MAX_ENTRIES } = {}) {
      if (after === undefined) return entries.slice(-limit).map((entry) => ({ ...entry }));
      // From the end, because callers that wait look for the newest entries at every request.
      const start = entries.findLastIndex(({ id }) => id <= after) + 1;
      return entries.slice(start, start + limit).map((entry) => ({ ...entry }));
    },
    lastId: () => lastId,
    counts: () => counts,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reset() {
      entries = [];
      counts = NO_COUNTS;
    },
  };
}
