const INHERITED = [
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

/**
 * Returns the environment of a child process: the few variables that every program needs, and the
 * given ones. Credentials and proxy settings of the user's shell are not inherited.
 */
export function childEnvironment(variables: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), NO_COLOR: "1", ...variables };
}
