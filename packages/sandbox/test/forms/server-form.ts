import { serve } from "../../src/serve.ts";
import { credentials, type Form } from "./form.ts";

/** Starts the sandbox as a Node server in this process. */
export async function startServer(): Promise<Form> {
  const { url, close } = await serve({ credentials: [credentials] });
  return { url, fetch, close };
}
