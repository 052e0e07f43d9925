import { createSandbox } from "../../src/index.ts";
import { credentials, type Form } from "./form.ts";

/** Creates the sandbox as a function. Its URL keeps the documented host. */
export async function startFunction(): Promise<Form> {
  const sandbox = createSandbox({ credentials: [credentials] });
  return { url: "https://api.test.wakapay.io", fetch: sandbox.fetch, close: async () => {} };
}
