import type { TokenErrorCode } from "./token-error.ts";

/**
 * What happened to tokens, for logs and metrics. No event holds a key, a secret or a token: `fingerprint` is 64 bits
 * of the token's SHA-256. Durations are milliseconds.
 */
export type TokenEvent =
  | { readonly type: "requested" }
  | {
      readonly type: "issued";
      readonly durationMs: number;
      readonly expiresAt: number;
      readonly fingerprint: string | undefined;
    }
  | { readonly type: "failed"; readonly durationMs: number; readonly code: TokenErrorCode }
  | { readonly type: "joined" }
  | { readonly type: "served_while_renewing"; readonly fingerprint: string | undefined }
  | { readonly type: "invalidated"; readonly fingerprint: string | undefined }
  | { readonly type: "invalidation_ignored"; readonly fingerprint: string | undefined }
  | { readonly type: "cooled_down"; readonly code: TokenErrorCode; readonly retryAfterMs: number }
  | { readonly type: "adopted"; readonly fingerprint: string | undefined }
  | { readonly type: "store_failed"; readonly operation: StoreOperation; readonly durationMs: number };

/** What was asked of a fleet's store. */
export type StoreOperation = "read" | "write" | "lock" | "unlock";

/** Receives events as they happen. What it throws, or rejects with, disturbs nobody. */
export type TokenEventListener = (event: TokenEvent) => void | Promise<void>;
