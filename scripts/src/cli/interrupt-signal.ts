/**
 * Returns a signal that aborts on the first SIGINT (Ctrl-C), SIGTERM, or SIGHUP. The second one
 * exits the process at once with code 130.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error("Interrupted."));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, interrupt);
  return controller.signal;
}
