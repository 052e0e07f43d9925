import * as v from "valibot";
import { fromHex } from "./hex.ts";
import { keyIdOf } from "./key-id.ts";
import { text } from "./schema-parts.ts";

const HASH = /^sha256:[0-9a-f]{64}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const NOTE = /^[^\p{C}]{1,100}$/u;
const DAY_MS = 86_400_000;

const HASH_FAULT = "must be sha256: and 64 lowercase hex digits";
const DATE_FAULT = "must be a date such as 2027-03-31";
const NOTE_FAULT = "must be one line of 1 to 100 characters";

const hashSchema = text(HASH, HASH_FAULT);

/** The schema of a gateway key: its hash, or an object that also says when it expires. */
export const keySchema = v.union(
  [
    hashSchema,
    v.strictObject({
      hash: hashSchema,
      /** The last day on which the key works, in UTC, such as `2027-03-31`. */
      expires: v.optional(v.pipe(text(DATE, DATE_FAULT), v.check(isDate, DATE_FAULT))),
      /** A text for operators, which `wakapay-gateway keys` prints. */
      note: v.optional(text(NOTE, NOTE_FAULT)),
    }),
  ],
  "must be a key hash, or an object with hash, and optionally expires and note",
);

/** A gateway key, as a policy contains it. */
export type KeyText = v.InferOutput<typeof keySchema>;

/** A gateway key of a caller. The gateway knows only its hash. */
export interface KeyEntry {
  /** The first eight hex digits of the hash. The log and `wakapay-gateway keys` show it. */
  readonly id: string;
  /** The SHA-256 of the key. */
  readonly hash: Uint8Array<ArrayBuffer>;
  /** The last day on which the key works, in UTC. Default: it does not expire. */
  readonly expires?: string | undefined;
  /** The end of that day, in milliseconds since 1970. `Infinity` if the key does not expire. */
  readonly expiresAt: number;
  readonly note?: string | undefined;
}

/** Returns the text of a key's hash in a policy. */
export function hashTextOf(key: KeyText): string {
  return typeof key === "string" ? key : key.hash;
}

/** Reads a key of a policy. */
export function readKeyEntry(key: KeyText): KeyEntry {
  const { expires, note } = typeof key === "string" ? {} : key;
  const hash = fromHex(hashTextOf(key).slice("sha256:".length));
  return {
    id: keyIdOf(hash),
    hash,
    expires,
    expiresAt: expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires) + DAY_MS,
    note,
  };
}

/** Returns the UTC date that is `days` days after a time, such as `2027-03-31`. */
export function dateAfter(days: number, now: number): string {
  return dateOf(now + days * DAY_MS);
}

/** Says what is wrong with a key's note, or returns `undefined`. */
export function noteFault(note: string): string | undefined {
  return NOTE.test(note) ? undefined : NOTE_FAULT;
}

function isDate(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && dateOf(time) === text;
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, "2027-03-31".length);
}
