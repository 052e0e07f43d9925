import { credentials, type Form } from "./form.ts";
import { spawnedCli } from "./spawn-cli.ts";

/** The sandbox as the command that people start. */
export async function cliForm(): Promise<Form> {
  const cli = spawnedCli(["--port", "0"], {
    WAKAPAY_API_KEY: credentials.apiKey,
    WAKAPAY_API_SECRET: credentials.apiSecret,
  });
  const url = (await cli.ready).split(" ").at(-1) ?? "";
  const close = async () => {
    cli.kill("SIGTERM");
    await cli.ended;
  };
  return { url, fetch, close };
}
