import spawn from "cross-spawn";

/** How a child process ended: with an exit code, or by a signal. */
export type ChildEnd =
  | { readonly code: number; readonly signal: null }
  | { readonly code: null; readonly signal: NodeJS.Signals };

/** The command could not be started. */
export class StartError extends Error {
  override readonly name = "StartError";
  /** The exit code of shells: 127 for a command that is not found, otherwise 126. */
  readonly exitCode: number;

  constructor(command: string, { code, message }: NodeJS.ErrnoException) {
    const reason = code === "ENOENT" ? "there is no such program" : message;
    const isShellSyntax = code === "ENOENT" && /[\s|&;<>]/.test(command);
    const hint = isShellSyntax ? ` For a shell command, write \`-- sh -c "${command}"\`.` : "";
    super(`Cannot start \`${command}\`: ${reason}.${hint}`);
    this.exitCode = code === "ENOENT" ? 127 : 126;
  }
}

/**
 * Runs a command in the terminal of this process, and passes signals on to it. Arguments are never
 * interpreted by a shell, also not on Windows, where `npm` is a script.
 *
 * Rejects with a {@link StartError} if the command cannot be started.
 */
export async function runChild(
  [command = "", ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<ChildEnd> {
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...variables } });
  const passOn = (signal: NodeJS.Signals) => {
    // A terminal sends Ctrl-C to the child too. A second SIGINT would end many programs at once.
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, passOn);
  try {
    return await new Promise<ChildEnd>((resolve, reject) => {
      child.once("error", (error) => reject(new StartError(command, error)));
      child.once("exit", (code, signal) => {
        resolve(signal === null ? { code: code ?? 1, signal } : { code: null, signal });
      });
    });
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}
