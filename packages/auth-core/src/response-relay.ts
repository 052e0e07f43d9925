import type { Controller, Handler } from "./undici-handler.ts";

/** How much of a held response's body is read ahead, in bytes. */
const HELD_BYTES = 65_536;

/** A response that its caller does not see yet. */
export interface HeldResponse {
  /** Passes an event of the response on, now or later. `bytes` is the size of its data. */
  receive(event: () => void, bytes?: number): void;
  /** Passes the response on. */
  release(): void;
  /** Drops the response. If its body is not complete, this frees its connection. */
  drop(): void;
}

/**
 * Holds a response back. Its body is read ahead up to a limit, so that it does not occupy a
 * connection.
 */
export function holdBack(controller: Controller): HeldResponse {
  let state: "held" | "released" | "dropped" = "held";
  let events: (() => void)[] = [];
  let heldBytes = 0;

  return {
    receive(event, bytes = 0) {
      if (state === "released") return event();
      if (state === "dropped") return;
      events.push(event);
      heldBytes += bytes;
      if (heldBytes > HELD_BYTES) controller.pause();
    },
    release() {
      state = "released";
      for (const event of events) event();
      events = [];
      if (heldBytes > HELD_BYTES) controller.resume();
    },
    drop() {
      state = "dropped";
      events = [];
      controller.abort(new Error("The request is sent again with a new token."));
    },
  };
}

/**
 * Returns a handler that passes everything on to `handler`, except a response with status 401 that
 * `onRejected` holds back.
 *
 * If `signal` has aborted by the time the request starts, the request is aborted.
 */
export function relay(
  handler: Handler,
  signal: AbortSignal | undefined,
  onRejected?: (controller: Controller) => HeldResponse | undefined,
): Handler {
  let held: HeldResponse | undefined;

  return {
    onRequestStart(controller, context) {
      if (signal?.aborted) controller.abort(signal.reason);
      else handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (controller, statusCode, headers, socket) =>
      handler.onRequestUpgrade?.(controller, statusCode, headers, socket),
    onResponseStart(controller, statusCode, headers, statusMessage) {
      if (statusCode === 401) held = onRejected?.(controller);
      const start = () => handler.onResponseStart?.(controller, statusCode, headers, statusMessage);
      if (held === undefined) start();
      else held.receive(start);
    },
    onResponseData(controller, chunk) {
      if (held === undefined) handler.onResponseData?.(controller, chunk);
      else held.receive(() => handler.onResponseData?.(controller, chunk), chunk.byteLength);
    },
    onResponseEnd(controller, trailers) {
      if (held === undefined) handler.onResponseEnd?.(controller, trailers);
      else held.receive(() => handler.onResponseEnd?.(controller, trailers));
    },
    onResponseError(controller, error) {
      if (held === undefined) handler.onResponseError?.(controller, error);
      else held.receive(() => handler.onResponseError?.(controller, error));
    },
    onResponseStarted: () => handler.onResponseStarted?.(),
    onRequestSent: () => handler.onRequestSent?.(),
    onBodySent: (...sent) => handler.onBodySent?.(...sent),
  };
}

/** A time in which a request waits for a token. Its caller can abort it. */
export interface TokenWait {
  readonly controller: Controller;
  /** Aborts when the caller aborts the request. */
  readonly signal: AbortSignal;
}

/** Starts a request without a connection, so that its caller can abort it. */
export function startWaiting(handler: Handler): TokenWait {
  const waiting = new AbortController();
  const { signal } = waiting;
  const controller: Controller = {
    get aborted() {
      return signal.aborted;
    },
    get reason() {
      return signal.aborted ? signal.reason : null;
    },
    paused: false,
    abort: (reason) => waiting.abort(reason),
    pause() {},
    resume() {},
  };
  handler.onRequestStart?.(controller, {});
  return { controller, signal };
}
