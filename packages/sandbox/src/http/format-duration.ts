const UNITS = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1000 },
  { name: "ms", ms: 1 },
] as const;

/** Formats a duration for a person, rounded down to one unit: "12 s", "3 min", "250 ms". */
export function formatDuration(ms: number): string {
  // A unit is used from twice its length on, so that 90 s does not become 1 min.
  const unit = UNITS.find((candidate) => ms >= candidate.ms * (candidate.ms >= 60_000 ? 2 : 1)) ?? UNITS[4];
  return `${Math.floor(ms / unit.ms)} ${unit.name}`;
}
