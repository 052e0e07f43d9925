/**
 * Returns the name that a person probably meant, or `undefined`. At most a third of its letters may
 * be missing, additional, or wrong.
 */
export function closestTo(typed: string, names: readonly string[]): string | undefined {
  return names.find((name) => distance(typed, name) <= Math.floor(name.length / 3));
}

/** The Levenshtein distance: the number of letters to insert, remove, or replace. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    let left = index + 1;
    row = row.map((above, column) => {
      if (column === 0) return left;
      const diagonal = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      left = Math.min(above + 1, left + 1, diagonal);
      return left;
    });
  }
  return row.at(-1) ?? 0;
}
