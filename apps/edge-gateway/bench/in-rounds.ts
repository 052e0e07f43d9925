/** What was measured of a gateway, of a pass-through, and of a second pass-through, round by round. */
export type Rounds<T> = Record<Subject, T[]>;

/** `control` is `baseline` again: what the two differ by, the machine cannot tell. */
export type Subject = "baseline" | "control" | "gateway";

/** Measures each subject once a round, in an order that chance decides; a first round, which warms up, is forgotten. */
export async function inRounds<T>(
  rounds: number,
  measure: (subject: Subject) => Promise<T>,
): Promise<Rounds<T>> {
  const measured: Rounds<T> = { baseline: [], control: [], gateway: [] };
  for (let round = -1; round < rounds; round += 1) {
    for (const subject of shuffled(["baseline", "control", "gateway"] as const)) {
      const one = await measure(subject);
      if (round >= 0) measured[subject].push(one);
    }
  }
  return measured;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
