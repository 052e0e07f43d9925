/** What was measured of each subject, round by round. */
export type Rounds<T> = ReadonlyMap<string, readonly T[]>;

/** Measures each subject once a round, in an order that chance decides; a first round, which warms up, is forgotten. */
export async function inRounds<T>(
  rounds: number,
  subjects: Readonly<Record<string, () => Promise<T>>>,
): Promise<Rounds<T>> {
  const measured = new Map(Object.keys(subjects).map((subject): [string, T[]] => [subject, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [subject, measure] of shuffled(Object.entries(subjects))) {
      const one = await measure();
      if (round >= 0) measured.get(subject)?.push(one);
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
