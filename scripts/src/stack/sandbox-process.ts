import { repository } from "../workspace/repository.ts";
import { childEnvironment } from "./child-environment.ts";
import type { Credentials } from "./credentials.ts";
import { type ProcessGroup, startProcessGroup } from "./process-group.ts";

/** Starts the built command-line sandbox. Passes the credentials in its environment. */
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
