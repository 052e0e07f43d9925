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
  /** When the request arrived, in epoch milliseconds of the sandbox's clock. */
  readonly at: number;
  readonly method: string;
  /** The path without its query. `[redacted]` if it contains a token or known credentials. */
  readonly path: string;
  /** The status of the response. `null` while there is none. */
  readonly status: number | null;
  /** The account whose credentials or token were valid. */
  readonly account?: string;
  /** The `jti` of the token that was sent or issued. */
  readonly tokenId?: string;
  readonly outcome: Outcome;
}

/** The journal entry of a request in progress. */
export interface Call {
  /** Adds details. A later outcome replaces an earlier one. */
  note(details: { account?: string; tokenId?: string; outcome?: Outcome }): void;
  /** Sets the status of the response. */
  end(status: number): void;
}

/** The requests that reached the sandbox, in order of arrival. */
export interface Journal {
  /** Adds a request. */
  record(method: string, path: string, isExchange: boolean): Call;
  /** Returns copies of the last 10,000 entries. */
  entries(): readonly JournalEntry[];
  /** Returns how many `POST /business/auth` requests arrived since the last reset. */
  exchanges(): number;
  reset(): void;
}

const MAX_ENTRIES = 10_000;

/** Creates an empty journal. */
export function createJournal({ now }: { now: () => number }): Journal {
  let entries: JournalEntry[] = [];
  let exchanges = 0;

  return {
    record(method, path, isExchange) {
      const entry: { -readonly [Field in keyof JournalEntry]: JournalEntry[Field] } = {
        at: now(),
        method,
        path,
        status: null,
        outcome: "pending",
      };
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries.shift();
      if (isExchange) exchanges += 1;
      return {
        note(details) {
          Object.assign(entry, details);
        },
        end(status) {
          entry.status = status;
        },
      };
    },
    entries: () => entries.map((entry) => ({ ...entry })),
    exchanges: () => exchanges,
    reset() {
      entries = [];
      exchanges = 0;
    },
  };
}
