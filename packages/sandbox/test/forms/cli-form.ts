import { credentials, type Form } from "./form.ts";
import { spawnCli } from "./spawn-cli.ts";

/** Starts the sandbox as a command. */
export async function startCli(args: readonly string[] = []): Promise<Form> {
  const cli = spawnCli(["--port", "0", ...args], {
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
