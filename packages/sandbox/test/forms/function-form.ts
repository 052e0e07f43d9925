import { createSandbox, type SandboxOptions } from "../../src/index.ts";
import { credentials, type Form } from "./form.ts";

/** Creates the sandbox as a function. Its URL keeps the documented host. */
export async function startFunction(options: Partial<SandboxOptions> = {}): Promise<Form> {
  const sandbox = createSandbox({ credentials: [credentials], ...options });
  return { url: "https://api.test.wakapay.io", fetch: sandbox.fetch, close: async () => {} };
}
