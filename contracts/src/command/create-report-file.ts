import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describeFailure } from "../relay/describe-failure.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Creates an empty report file and its folders before the run, so that a path that cannot be
 * written is found early and no report of an earlier run remains.
 *
 * Throws a {@link UsageError} if the file cannot be written.
 */
export async function createReportFile(option: string, file: string | undefined): Promise<void> {
  if (file === undefined) return;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "");
  } catch (error) {
    throw new UsageError(`${option} must name a file that can be written (${describeFailure(error)}).`);
  }
}
