import type { AccessToken, TokenRequest, TokenSource } from "../../src/index.ts";
import { nextReplacements } from "../../src/token/access-token.ts";

/** Creates a token that was issued at `issuedAt` and lives for `lifeMs`. */
export function tokenOf(value: string, issuedAt: number, lifeMs = 3_600_000): AccessToken {
  return { value, issuedAt, expiresAt: issuedAt + lifeMs };
}

/** A call of a {@link ManualSource} that the test settles. */
export interface ManualCall {
  readonly request: TokenRequest | undefined;
  resolve(token: AccessToken): void;
  reject(error: unknown): void;
}

/** A source whose calls the test settles. */
export interface ManualSource {
  readonly source: TokenSource;
  /** Every call, oldest first. */
  readonly calls: ManualCall[];
}

/** Creates a {@link ManualSource}. */
export function manualSource(): ManualSource {
  const calls: ManualCall[] = [];
  const source: TokenSource = (request) =>
    new Promise((resolve, reject) => {
      calls.push({ request, resolve, reject });
    });
  return { source, calls };
}

/** Creates a source that issues token-1, token-2, … at once, and records its requests. */
export function issuer(
  now: () => number,
  lifeMs = 3_600_000,
): { source: TokenSource; requests: (TokenRequest | undefined)[] } {
  const requests: (TokenRequest | undefined)[] = [];
  const source: TokenSource = async (request) => {
    requests.push(request);
    const token = tokenOf(`token-${requests.length}`, now(), lifeMs);
    if (request?.rejected === undefined) return token;
    return { ...token, replacements: nextReplacements(request.rejected, now()) };
  };
  return { source, requests };
}
