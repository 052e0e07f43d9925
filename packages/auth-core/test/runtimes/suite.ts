import { acquiring } from "./acquiring.ts";
import { bodies } from "./bodies.ts";
import { failing } from "./failing.ts";
import { refused } from "./refused.ts";
import { storing } from "./storing.ts";
import { waiting } from "./waiting.ts";
import { type Address, type Promises, worldAt } from "./world.ts";

/** What became of one promise. */
export interface Outcome {
  readonly promise: string;
  /** Why it was not kept. */
  readonly failure?: string;
}

/** Every promise that each runtime must keep. */
export const promises: Promises = { ...acquiring, ...waiting, ...refused, ...bodies, ...failing, ...storing };

const LONGEST_PROMISE_MS = 10_000;

/** Tries every promise, one after another, against the sandbox at this address. */
export async function runSuite(address: Address): Promise<Outcome[]> {
  const world = worldAt(address);
  const outcomes: Outcome[] = [];
  for (const [promise, kept] of Object.entries(promises)) {
    await world.reset();
    const failure = await failureOf(kept(world));
    outcomes.push({ promise, ...(failure !== undefined && { failure }) });
  }
  return outcomes;
}

async function failureOf(trial: Promise<unknown>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const endless = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("has no end")), LONGEST_PROMISE_MS);
  });
  try {
    await Promise.race([trial, endless]);
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.stack : error);
  } finally {
    clearTimeout(timer);
  }
}
