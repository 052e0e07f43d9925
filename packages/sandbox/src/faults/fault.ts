import { readFlag } from "../options/read-flag.ts";
import { readRecord } from "../options/read-record.ts";
import { readWhole } from "../options/read-whole.ts";

/**
 * One scripted fault. It answers in the API's place: a faulted exchange issues no token. A fault of `delayMs` alone
 * delays the true answer.
 */
export interface Fault {
  /** `auth` is `POST /business/auth`; `business` is every other path under `/business/`. Default `auth`. */
  readonly route?: "auth" | "business";
  /** For how many calls. Without it the fault stands until `reset()`, or until another one without it replaces it; those with `times` come first. */
  readonly times?: number;
  /** How long the call is held before it is answered, in milliseconds. */
  readonly delayMs?: number;
  /** The status that is answered, 200 to 599. */
  readonly status?: number;
  /** The `Retry-After` beside `status`: whole seconds, or text as it is (an HTTP date, say). */
  readonly retryAfter?: string | number;
  /** A body that is no answer of the API: JSON cut short, nothing, or a web page. With status 200 unless `status` says otherwise. */
  readonly body?: "malformed" | "empty" | "html";
  /** The connection ends without an answer. */
  readonly hangUp?: boolean;
  /** A redirect to this address, with status 307 unless `status` says otherwise. */
  readonly redirect?: string;
}

const FIELDS = ["route", "times", "delayMs", "status", "retryAfter", "body", "hangUp", "redirect"];
const LONGEST_DELAY_MS = 2 ** 31 - 1;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Reads a {@link Fault}; a combination that cannot be played is refused. Throws a `TypeError` that says what is wrong with it. */
export function readFault(value: unknown): Fault {
  const { route, times, delayMs, status, retryAfter, body, hangUp, redirect } = readRecord(
    value,
    "fault",
    FIELDS,
  );
  const fault: Fault = {
    ...(route !== undefined && { route: readOneOf("route", route, ["auth", "business"]) }),
    ...(times !== undefined && { times: readWhole("times", times, 1, Number.MAX_SAFE_INTEGER) }),
    ...(delayMs !== undefined && { delayMs: readWhole("delayMs", delayMs, 0, LONGEST_DELAY_MS) }),
    ...(status !== undefined && { status: readWhole("status", status, 200, 599) }),
    ...(retryAfter !== undefined && { retryAfter: readRetryAfter(retryAfter) }),
    ...(body !== undefined && { body: readOneOf("body", body, ["malformed", "empty", "html"]) }),
    ...(hangUp !== undefined && { hangUp: readFlag("hangUp", hangUp) }),
    ...(redirect !== undefined && { redirect: readHeaderText("redirect", redirect) }),
  };
  refuseImpossible(fault);
  return fault;
}

function refuseImpossible({ delayMs, status, retryAfter, body, hangUp, redirect }: Fault): void {
  const answers = [status, body, redirect].some((part) => part !== undefined);
  if (retryAfter !== undefined && status === undefined) {
    throw new TypeError("retryAfter needs a status beside it.");
  }
  if (!answers && !hangUp && delayMs === undefined) {
    throw new TypeError("fault does nothing: give delayMs, status, body, hangUp or redirect.");
  }
  if (answers && hangUp) throw new TypeError("fault hangs up, so it can have no answer beside it.");
  if (redirect === undefined) return;
  if (body !== undefined) throw new TypeError("fault has either a redirect or a body.");
  if (status !== undefined && !REDIRECTS.includes(status)) {
    throw new TypeError(`A redirect's status is one of ${REDIRECTS.join(", ")}.`);
  }
}

function readOneOf<const Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new TypeError(`${name} must be one of ${choices.join(", ")}.`);
  return choice;
}

function readHeaderText(name: string, value: unknown): string {
  if (typeof value === "string" && /^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value)) return value;
  throw new TypeError(`${name} must be text that a header can carry: visible ASCII.`);
}

function readRetryAfter(value: unknown): string | number {
  return typeof value === "number"
    ? readWhole("retryAfter", value, 0, Number.MAX_SAFE_INTEGER)
    : readHeaderText("retryAfter", value);
}
