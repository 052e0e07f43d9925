import { turbo } from "./turbo.ts";

/**
 * Builds a package and the packages that it depends on. Prints nothing.
 *
 * Throws an `Error` with turbo's output if the build fails.
 */
export async function build(signal: AbortSignal, name = "@wakapay/scripts"): Promise<void> {
  const { ok, output } = await turbo(["build", `--filter=${name}...`], { signal });
  signal.throwIfAborted();
  if (!ok) throw new Error(`The build failed:\n\n${output}`);
}
