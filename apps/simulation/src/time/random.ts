/** Random numbers that depend only on a seed. */
export interface Random {
  /** Returns a number in [0, 1). */
  next(): number;
  /** Returns an integer from `min` to `max`, both inclusive. */
  integer(min: number, max: number): number;
  /** Returns whether an event of this probability happens. */
  chance(probability: number): boolean;
  /** Returns the time until the next event of a Poisson process, in milliseconds. */
  exponential(meanMs: number): number;
  /** Returns a number between two others, whose logarithm is distributed evenly. */
  logarithmic(min: number, max: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Returns independent random numbers. */
  fork(): Random;
}

/** Creates random numbers from a seed (Mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  return {
    next,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    exponential: (meanMs) => -Math.log(1 - next()) * meanMs,
    logarithmic: (min, max) => min * (max / min) ** next(),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    fork: () => createRandom(Math.floor(next() * 4_294_967_296)),
  };
}
