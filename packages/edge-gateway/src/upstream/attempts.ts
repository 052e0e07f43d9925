import type { Fetch } from "@wakapay/auth-core";

/** Options of {@link createAttempts}. */
export interface AttemptsOptions {
  /** Time from the first send to the response headers, in milliseconds. */
  readonly deadlineMs: number;
  /** Whether a send that fails is repeated, once (GET and HEAD). */
  readonly isSafe: boolean;
  /** Called before the first send. */
  readonly onFirstSend: () => void;
}

/** The sends of one request. */
export interface Attempts {
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  /** Sends the request. */
  readonly send: Fetch;
  /** Returns how many times the request was sent. */
  readonly count: () => number;
  /** Returns how long the sends took until the response headers arrived, in milliseconds. */
  readonly sendMs: () => number;
  /** Ends the deadline, so that it never cuts the body of a response. */
  readonly end: () => void;
}

/** Creates the attempts of one request. The deadline starts with the first send. */
export function createAttempts({ deadlineMs, isSafe, onFirstSend }: AttemptsOptions): Attempts {
  const deadline = new AbortController();
  let stopTimer = () => {};
  let sends = 0;
  let sendMs = 0;
  let mayRepeat = isSafe;

  const send: Fetch = async (input, init) => {
    if (sends === 0) {
      onFirstSend();
      const timer = setTimeout(() => deadline.abort(), deadlineMs);
      stopTimer = () => clearTimeout(timer);
    }
    sends += 1;
    const sentAt = Date.now();
    try {
      return await fetch(input, init);
    } catch (error) {
      if (!mayRepeat || deadline.signal.aborted) throw error;
      mayRepeat = false;
    } finally {
      sendMs += Date.now() - sentAt;
    }
    return send(input, init);
  };

  return { signal: deadline.signal, send, count: () => sends, sendMs: () => sendMs, end: () => stopTimer() };
}
