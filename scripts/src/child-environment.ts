const KEPT = [
  "PATH",
  "HOME",
  "TMPDIR",
  "TEMP",
  "LANG",
  "TERM",
  "SystemRoot",
  "USERPROFILE",
  "APPDATA",
  "LOCALAPPDATA",
];

/** What a child needs of our environment, and what is handed to it on purpose; no credential of the user's shell comes along. */
export function childEnvironment(handed: Readonly<Record<string, string>>): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), NO_COLOR: "1", ...handed };
}
