import { turbo } from "./turbo.ts";

/**
 * Builds the packages that these scripts run. Prints nothing.
 *
 * Throws an `Error` with turbo's output if the build fails.
 */
export async function build(signal: AbortSignal): Promise<void> {
  const { ok, output } = await turbo(["build", "--filter=@wakapay/scripts..."], { signal });
  signal.throwIfAborted();
  if (!ok) throw new Error(`The build failed:\n\n${output}`);
}
