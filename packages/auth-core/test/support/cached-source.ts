import type { TokenEvent } from "../../src/index.ts";
import { type CachedOptions, cached } from "../../src/layers.ts";
import { fakeClock } from "../../src/testing/index.ts";
import { manualSource, tokenOf } from "./fake-source.ts";

export const HOUR = 3_600_000;

/** Options of {@link cachedSource}. */
export interface CachedSourceOptions extends CachedOptions {
  /** The lifetime of the cached token. Default: one hour. */
  readonly lifeMs?: number;
  /** How much of the lifetime has passed, from 0 to 1. */
  readonly passed?: number;
}

/** Creates a cache over a manual source that holds the token "cached". */
export async function cachedSource({ lifeMs = HOUR, passed = 0, ...options }: CachedSourceOptions = {}) {
  const clock = fakeClock();
  const { source: below, calls } = manualSource();
  const events: TokenEvent[] = [];
  const onEvent = (event: TokenEvent) => void events.push(event);
  const source = cached(below, { ...clock, random: () => 0.5, onEvent, ...options });
  const first = source();
  calls[0]?.resolve({ ...tokenOf("cached", clock.now(), lifeMs), fingerprint: "f1" });
  const token = await first;
  await clock.advance(lifeMs * passed);
  return { clock, source, calls, events, token };
}
