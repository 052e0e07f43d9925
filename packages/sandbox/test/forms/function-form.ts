import { createSandbox } from "../../src/index.ts";
import { credentials, type Form } from "./form.ts";

/** The sandbox as a function that is passed as `fetch`: even the host stays as documented. */
export async function functionForm(): Promise<Form> {
  const sandbox = createSandbox({ credentials: [credentials] });
  return { url: "https://api.test.wakapay.io", fetch: sandbox.fetch, close: async () => {} };
}
