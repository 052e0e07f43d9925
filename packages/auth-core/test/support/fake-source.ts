import type { AccessToken, TokenRequest, TokenSource } from "../../src/index.ts";
import { nextReplacements } from "../../src/token/access-token.ts";

/** Creates a token that was issued at `issuedAt` and expires after `lifeMs`. */
export function tokenOf(value: string, issuedAt: number, lifeMs = 3_600_000): AccessToken {
  return { value, issuedAt, expiresAt: issuedAt + lifeMs };
}

/** A call of a {@link FakeSource} that is pending. */
export interface Asked {
  readonly request: TokenRequest | undefined;
  answer(token: AccessToken): void;
  fail(error: unknown): void;
}

export interface FakeSource {
  readonly source: TokenSource;
  /** Every call, oldest first. */
  readonly asked: Asked[];
}

/** Creates a source whose calls the test settles. */
export function handSource(): FakeSource {
  const asked: Asked[] = [];
  const source: TokenSource = (request) =>
    new Promise((answer, fail) => {
      asked.push({ request, answer, fail });
    });
  return { source, asked };
}

/** Creates a source that issues token-1, token-2, … at once, and records the requests. */
export function issuer(
  now: () => number,
  lifeMs = 3_600_000,
): { source: TokenSource; requests: (TokenRequest | undefined)[] } {
  const requests: (TokenRequest | undefined)[] = [];
  const source: TokenSource = async (request) => {
    requests.push(request);
    const token = tokenOf(`token-${requests.length}`, now(), lifeMs);
    return request?.rejected === undefined
      ? token
      : { ...token, replacements: nextReplacements(request.rejected, now()) };
  };
  return { source, requests };
}
