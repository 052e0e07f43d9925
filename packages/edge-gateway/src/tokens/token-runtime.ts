import type { FetchImplementation, Runtime } from "@wakapay/auth-core";
import type { WriteFigure } from "../http/figures.ts";

/**
 * Time, randomness, events, background work, and the network of a chain of tokens. Each member has
 * the platform's default, except `background` and `writeFigure`: an isolate passes `waitUntil`.
 */
export interface TokenRuntime extends Runtime {
  /** Sends the token requests. Default: the platform's `fetch`. */
  readonly fetch?: FetchImplementation;
  /** Receives a figure for each exchange. Default: none. */
  readonly writeFigure?: WriteFigure | undefined;
}
