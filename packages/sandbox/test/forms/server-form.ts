import { type ServeOptions, serve } from "../../src/serve.ts";
import { credentials, type Form } from "./form.ts";

/** Starts the sandbox as a Node server in this process. */
export async function startServer(options: Partial<ServeOptions> = {}): Promise<Form> {
  const { url, close } = await serve({ credentials: [credentials], ...options });
  return { url, fetch, close };
}
