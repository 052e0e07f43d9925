import { randomScenario } from "../src/scenario/random-scenario.ts";
import { simulate } from "../src/simulate.ts";

/** Runs seeds. Throws an error that lists the broken promises, and how to replay their seeds. */
export async function checkSeeds(from: number, to: number): Promise<void> {
  const broken: string[] = [];
  for (let seed = from; seed <= to; seed++) {
    const { violations } = await simulate(randomScenario(seed));
    const [first] = violations;
    if (first === undefined) continue;
    broken.push(
      `Seed ${seed}: ${first.promise} (${first.at}): ${first.details}`,
      `To replay: npx -y pnpm@12 simulate ${seed}`,
    );
  }
  if (broken.length > 0) throw new Error(broken.join("\n"));
}
