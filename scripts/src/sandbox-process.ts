import { childEnvironment } from "./child-environment.ts";
import type { Credentials } from "./credentials.ts";
import { type ProcessGroup, startProcessGroup } from "./process-group.ts";
import { repository } from "./repository.ts";

/** Starts the sandbox's command line tool, built before; the credentials go through its environment alone. */
export function startSandbox(
  port: number,
  { apiKey, apiSecret }: Credentials,
  onLine: (line: string) => void = () => {},
): ProcessGroup {
  return startProcessGroup({
    name: "sandbox",
    args: [repository("packages/sandbox/dist/cli.js"), "--port", String(port)],
    cwd: repository("packages/sandbox"),
    env: childEnvironment({ WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret }),
    onLine,
  });
}
