/** How a call ended, in words that tests can compare. */
export type Outcome =
  | "unanswered"
  | "token issued"
  | "credentials missing"
  | "invalid payload"
  | "invalid credentials"
  | "body refused"
  | "authorized"
  | "no bearer token"
  | "unknown token"
  | "expired token"
  | "revoked token"
  | "unknown route"
  | "wrong method"
  | "bad request"
  | "scripted fault"
  | "scripted hang-up"
  | "caller left"
  | "sandbox failed";

/** One call, as the journal lists it: never a key, a secret or a token. */
export interface JournalEntry {
  /** When it arrived: epoch ms by the sandbox's clock. */
  readonly at: number;
  readonly method: string;
  /** The path without its query. What looks like a token or is a known credential is replaced by `[redacted]`. */
  readonly path: string;
  /** The status that was answered; null when there was no answer (yet). */
  readonly status: number | null;
  /** Whose credentials or token it was, where they were good. */
  readonly account?: string;
  /** The `jti` of the token that was shown or issued. */
  readonly tokenId?: string;
  readonly outcome: Outcome;
}

/** What is learnt of a call while it is answered. Of two outcomes the later stays. */
export interface Call {
  note(seen: { account?: string; tokenId?: string; outcome?: Outcome }): void;
  /** Tells what was answered. A call that gets no answer never ends. */
  end(status: number): void;
}

/** The list of calls, in the order of their arrival. */
export interface Journal {
  arrived(method: string, path: string, isExchange: boolean): Call;
  /** The last 10,000 calls. */
  entries(): readonly JournalEntry[];
  /** How many calls of `POST /business/auth` arrived since the last reset, whatever became of them. */
  exchanges(): number;
  reset(): void;
}

/** How many calls the journal keeps; older ones are dropped. The count of exchanges is of all. */
const JOURNAL_LIMIT = 10_000;

/** Makes an empty journal. */
export function createJournal({ now }: { now: () => number }): Journal {
  let entries: JournalEntry[] = [];
  let exchanges = 0;

  return {
    arrived(method, path, isExchange) {
      const entry: { -readonly [Field in keyof JournalEntry]: JournalEntry[Field] } = {
        at: now(),
        method,
        path,
        status: null,
        outcome: "unanswered",
      };
      entries.push(entry);
      if (entries.length > JOURNAL_LIMIT) entries.shift();
      if (isExchange) exchanges += 1;
      return {
        note(seen) {
          Object.assign(entry, seen);
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
