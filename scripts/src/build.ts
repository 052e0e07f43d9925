import { turbo } from "./turbo.ts";

/** Builds what these scripts run. Says nothing when it succeeds; rejects with all of turbo's output when it fails. */
export async function build(signal: AbortSignal): Promise<void> {
  const { ok, output } = await turbo(["build", "--filter=@wakapay/scripts..."], { signal });
  signal.throwIfAborted();
  if (!ok) throw new Error(`The build failed:\n\n${output}`);
}
