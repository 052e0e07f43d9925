/**
 * A bearer token of the WakaPay Business API, with the times between which it is good.
 *
 * All times are epoch milliseconds by the clock of this process. The lifetime is `expiresAt - issuedAt`; every
 * window (leeway, renewal ahead) comes from it. «Success Response» of WakaPay's Authentication API.
 */
export interface AccessToken {
  /** The JWT, as it goes after `Bearer `. A secret: the one field that must never be logged. */
  readonly value: string;
  /** When the request that obtained it was sent. */
  readonly issuedAt: number;
  /** When it ends: `issuedAt` plus the API's `expiresIn`, in milliseconds. */
  readonly expiresAt: number;
  /** Present where it was exchanged because the API refused another. Stores carry it. */
  readonly replaces?: true;
  /** 64 bits of the value's SHA-256, in hex: what logs and events say instead of the value. */
  readonly fingerprint?: string;
}
