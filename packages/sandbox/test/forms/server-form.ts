import { serve } from "../../src/serve.ts";
import { credentials, type Form } from "./form.ts";

/** The sandbox as a Node server of this process. */
export async function serverForm(): Promise<Form> {
  const { url, close } = await serve({ credentials: [credentials] });
  return { url, fetch, close };
}
