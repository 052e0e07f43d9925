import type { EnvironmentProxy } from "./proxy-for.ts";

/** What a check of the doctor needs to send the documented request. */
export interface CallContext {
  /** The address of the documented request, `GET /business/balance?currency=USD`. */
  readonly url: URL;
  /** The variable with the base URL. */
  readonly variable: string;
  /** The `User-Agent`. */
  readonly agent: string;
  readonly proxy: EnvironmentProxy | undefined;
  readonly timeoutMs: number;
  readonly now: () => number;
}
