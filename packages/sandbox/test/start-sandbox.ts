import { onTestFinished } from "vitest";
import { type ServedSandbox, type ServeOptions, serve } from "../src/serve.ts";
import { credentials } from "./forms/form.ts";

/** Serves a sandbox on a free port until the test ends. */
export async function startSandbox(options: Partial<ServeOptions> = {}): Promise<ServedSandbox> {
  const sandbox = await serve({ credentials: [credentials], ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}
