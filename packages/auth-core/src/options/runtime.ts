import { wait as platformWait, type Wait } from "../time/wait.ts";
import { TokenError } from "../token/token-error.ts";
import { safely, type TokenEvent, type TokenEventListener } from "../token/token-event.ts";

/** What {@link Runtime.trace} runs: one acquisition of a token, or one token request. */
export type TracedOperation = "flight" | "exchange";

/** Runs an operation, for tracing. Calls `run` once and returns its result or its error. */
export type Trace = <T>(operation: TracedOperation, run: () => Promise<T>) => Promise<T>;

/** Options that every layer shares: time, randomness, events, traces, and background work. */
export interface Runtime {
  /** Returns the current time, in epoch milliseconds. Default: the platform's clock. */
  readonly now?: () => number;
  /** Returns a number in [0, 1), for jitter. Default: `Math.random`. */
  readonly random?: () => number;
  /** Waits for a number of milliseconds. Default: the platform's timer. */
  readonly wait?: Wait;
  /** Receives what happens to tokens, for logs and metrics. Events contain no secret. */
  readonly onEvent?: TokenEventListener;
  /**
   * Runs each flight and each exchange, for tracing. Must call `run` once and return its result.
   * `instrument` of `@wakapay/auth-core/opentelemetry` sets it. Default: calls `run`.
   */
  readonly trace?: Trace;
  /**
   * Receives work that must continue after its caller's request ended. The promise never rejects.
   * A Worker passes `waitUntil` of `cloudflare:workers`.
   */
  readonly background?: (work: Promise<unknown>) => void;
}

/** A {@link Runtime} in which every default is filled in. `emit` and `background` never throw. */
export interface ResolvedRuntime {
  readonly now: () => number;
  readonly random: () => number;
  readonly wait: Wait;
  readonly emit: (event: TokenEvent) => void;
  readonly trace: Trace;
  readonly background: (work: Promise<unknown>) => void;
}

// Looked up on each call, so that fake timers of a test take effect.
const systemNow = () => Date.now();
const systemRandom = () => Math.random();
const runUntraced: Trace = (_operation, run) => run();

/**
 * Fills in the defaults of a {@link Runtime}.
 *
 * Throws `TokenError` with code `invalid_options` if an option is not a function.
 */
export function resolveRuntime(options: Runtime): ResolvedRuntime {
  for (const name of ["now", "random", "wait", "onEvent", "trace", "background"] as const) {
    const type = typeof options[name];
    if (type === "function" || type === "undefined") continue;
    throw new TokenError("invalid_options", `\`${name}\` must be a function (got ${type}).`);
  }
  return {
    now: options.now ?? systemNow,
    random: options.random ?? systemRandom,
    wait: options.wait ?? platformWait,
    emit: safely(options.onEvent),
    trace: options.trace ?? runUntraced,
    background: safely(options.background),
  };
}
