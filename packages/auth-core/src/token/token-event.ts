import type { TokenErrorCode } from "./token-error.ts";

/**
 * Something that happened to a token, for logs and metrics.
 *
 * Events contain no key, secret, or token. `fingerprint` is the first 64 bits of the token's
 * SHA-256, and durations are in milliseconds.
 */
export type TokenEvent =
  | { readonly type: "requested" }
  | {
      readonly type: "issued";
      readonly durationMs: number;
      readonly expiresAt: number;
      readonly fingerprint: string | undefined;
    }
  | {
      readonly type: "failed";
      readonly durationMs: number;
      /** `aborted` if a signal ended the exchange: the caller's, or that of `close`. */
      readonly code: TokenErrorCode | "aborted";
      /** The system's error code, if the connection failed. */
      readonly reason?: string;
    }
  | { readonly type: "joined" }
  | { readonly type: "served_while_renewing"; readonly fingerprint: string | undefined }
  | { readonly type: "invalidated"; readonly fingerprint: string | undefined }
  | { readonly type: "invalidation_ignored"; readonly fingerprint: string | undefined }
  | { readonly type: "cooled_down"; readonly code: TokenErrorCode; readonly retryAfterMs: number }
  | {
      readonly type: "adopted";
      readonly expiresAt: number;
      readonly fingerprint: string | undefined;
    }
  | {
      readonly type: "store_failed";
      readonly operation: StoreOperation;
      readonly durationMs: number;
      /**
       * The code or the name of the store's error, for example `ECONNREFUSED`, `NOPERM`, or
       * `TIMEOUT`.
       */
      readonly reason: string;
    };

/** An operation on a fleet's store. */
export type StoreOperation = "read" | "write" | "lock" | "unlock" | "watch";

/** Receives events as they happen. Errors that it throws or rejects with are ignored. */
export type TokenEventListener = (event: TokenEvent) => void | Promise<void>;

function ignore(): void {}

/** Wraps a caller's callback so that it never throws: it may be absent, throw, or reject. */
export function safely<T>(callback: ((value: T) => void | Promise<void>) | undefined): (value: T) => void {
  if (callback === undefined) return ignore;
  return (value) => {
    try {
      callback(value)?.catch(() => {});
    } catch {}
  };
}
