import { spawn } from "node:child_process";

/** Kills these process groups when our own process is killed without a chance to do it itself (`kill -9`). */
export function leash(groups: readonly number[]): Disposable {
  const script = `trap '' INT TERM HUP; read -r _; for group in "$@"; do kill -9 "-$group" 2>/dev/null; done`;
  const watcher = spawn("sh", ["-c", script, "leash", ...groups.map(String)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.once("error", () => {
    // Without a POSIX shell there is no leash, and Ctrl-C still ends everything.
  });
  watcher.unref();
  return {
    [Symbol.dispose]() {
      watcher.kill("SIGKILL");
    },
  };
}
