import { sha256 } from "../http/sha256.ts";
import { toHex } from "../http/to-hex.ts";

/** Chooses what differs between tokens: their key, their `jti`, and the time inside them. */
export interface TokenIds {
  /** Returns the parts of the next token of an account. */
  next(account: string, now: number): Promise<TokenParts>;
  /** The key that verifies tokens which the sandbox has forgotten. Seeded sandboxes have none. */
  readonly verificationKey: Uint8Array | undefined;
}

interface TokenParts {
  readonly tokenId: string;
  readonly issuedAtSeconds: number;
  readonly key: Uint8Array;
}

/** The `iat` of every seeded token. It is in the future, so that no client takes it for expired. */
const SEEDED_ISSUED_AT_SECONDS = Date.UTC(2100, 0) / 1000;

/**
 * Creates the ids of a sandbox: random ones, or, with a `seed`, the same ones in every run.
 *
 * The seeded tokens of an account are numbered, so they do not depend on the clock or on other
 * accounts.
 */
export function createTokenIds(seed: string | undefined): TokenIds {
  if (seed === undefined) return randomIds();
  const issued = new Map<string, number>();
  return {
    async next(account) {
      const number = (issued.get(account) ?? 0) + 1;
      issued.set(account, number);
      const [key, bytes] = await Promise.all([digest([seed]), digest([seed, account, number])]);
      return { key, tokenId: toUuid(bytes), issuedAtSeconds: SEEDED_ISSUED_AT_SECONDS };
    },
    verificationKey: undefined,
  };
}

function randomIds(): TokenIds {
  const key = crypto.getRandomValues(new Uint8Array(32));
  return {
    async next(_, now) {
      return { key, tokenId: crypto.randomUUID(), issuedAtSeconds: Math.floor(now / 1000) };
    },
    verificationKey: key,
  };
}

function digest(parts: readonly (string | number)[]): Promise<Uint8Array> {
  return sha256(JSON.stringify(parts));
}

/** Formats bytes as a UUID of version 8, which is for values that an application defines. */
function toUuid(bytes: Uint8Array): string {
  const hex = toHex(bytes.subarray(0, 16));
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-8$3-8$4-$5");
}
