/** A stretch of time in epoch ms, its end excluded. A clock outside it, before it too, ends it. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The span, while the clock is inside it; `undefined` where there is none, or it is over. */
export function during<S extends Span>(span: S | undefined, at: number): S | undefined {
  return span !== undefined && at >= span.from && at < span.until ? span : undefined;
}
