/** What was measured of each subject, round by round. */
export type Rounds<T> = ReadonlyMap<string, readonly T[]>;

/** Measures each subject once a round, in an order that chance decides; a first round, which warms up, is forgotten. */
export async function inRounds<T>(
  subjects: readonly string[],
  rounds: number,
  measure: (subject: string) => Promise<T>,
): Promise<Rounds<T>> {
  const measured = new Map(subjects.map((subject): [string, T[]] => [subject, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const subject of shuffled(subjects)) {
      const one = await measure(subject);
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
