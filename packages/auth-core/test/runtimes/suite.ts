import { acquisition } from "./acquisition.ts";
import { cancellation } from "./cancellation.ts";
import { failures } from "./failures.ts";
import { rejectedTokens } from "./rejected-tokens.ts";
import { requestBodies } from "./request-bodies.ts";
import { stores } from "./stores.ts";
import { type Address, type Behaviors, worldAt } from "./world.ts";

/** The result of one {@link Behaviors | behavior}. */
export interface Outcome {
  readonly behavior: string;
  /** Why it failed. */
  readonly failure?: string;
}

/** The behaviors that every runtime must show. */
export const behaviors: Behaviors = {
  ...acquisition,
  ...cancellation,
  ...rejectedTokens,
  ...requestBodies,
  ...failures,
  ...stores,
};

const BEHAVIOR_TIMEOUT_MS = 10_000;

/** Runs every behavior, one after another, against the sandbox at this address. */
export async function runSuite(address: Address): Promise<Outcome[]> {
  const world = worldAt(address);
  const outcomes: Outcome[] = [];
  for (const [behavior, run] of Object.entries(behaviors)) {
    await world.reset();
    const failure = await failureOf(run(world));
    outcomes.push({ behavior, ...(failure !== undefined && { failure }) });
  }
  return outcomes;
}

async function failureOf(trial: Promise<unknown>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Timed out.")), BEHAVIOR_TIMEOUT_MS);
  });
  try {
    await Promise.race([trial, timeout]);
    return undefined;
  } catch (error) {
    return String(error instanceof Error ? error.stack : error);
  } finally {
    clearTimeout(timer);
  }
}
