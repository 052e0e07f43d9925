/** A period in epoch milliseconds. The end is exclusive. */
export interface TimeWindow {
  readonly from: number;
  readonly until: number;
}

/**
 * Returns the window if `at` is inside it, otherwise `undefined`.
 *
 * A clock that was set back to before `from` is outside the window, so the window ends.
 */
export function activeAt<W extends TimeWindow>(window: W | undefined, at: number): W | undefined {
  return window !== undefined && at >= window.from && at < window.until ? window : undefined;
}
