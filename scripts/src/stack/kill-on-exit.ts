import { spawn } from "node:child_process";

/**
 * Kills process groups if the current process ends without stopping them, for example after
 * `kill -9`. Dispose of the result to cancel this.
 *
 * Needs a POSIX shell. Without one, this does nothing.
 */
export function killOnExit(groups: readonly number[]): Disposable {
  const script = `trap '' INT TERM HUP; read -r _; for group in "$@"; do kill -9 "-$group" 2>/dev/null; done`;
  const watcher = spawn("sh", ["-c", script, "kill-on-exit", ...groups.map(String)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.once("error", () => {});
  watcher.unref();
  return {
    [Symbol.dispose]() {
      watcher.kill("SIGKILL");
    },
  };
}
