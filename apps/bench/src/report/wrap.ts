const COLUMNS = 98;

/** Breaks prose into lines of at most 98 columns. */
export function wrap(prose: string): string {
  const lines: string[] = [];
  for (const word of prose.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= COLUMNS)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
