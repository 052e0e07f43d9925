import { spawn } from "node:child_process";
import { once } from "node:events";
import { startCommand, withProgress } from "@wakapay/command";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { childEnvironment } from "./src/stack/child-environment.ts";
import { createCredentials } from "./src/stack/credentials.ts";
import { claimPort } from "./src/stack/port.ts";
import { startSandbox } from "./src/stack/sandbox-process.ts";
import { waitUntilReady } from "./src/stack/wait-until-ready.ts";
import { build } from "./src/workspace/build.ts";
import { bypassProxyForLoopback } from "./src/workspace/bypass-proxy.ts";
import { repository } from "./src/workspace/repository.ts";
import { versions } from "./src/workspace/versions.ts";

process.exitCode = await startCommand(
  {
    name: "example",
    invocation: "npx -y pnpm@12 example",
    summary: "Runs the README's example against a sandbox of its own.",
    variablePrefix: "WAKAPAY_EXAMPLE",
    flags: [],
    run: () => example(interruptSignal()),
  },
  versions(),
);

/** Runs the README's example against its own sandbox and returns the example's exit code. */
async function example(signal: AbortSignal): Promise<number> {
  bypassProxyForLoopback(process.env);
  await withProgress("Building the packages", build(signal));
  const credentials = createCredentials();
  const port = await claimPort("sandbox", 0);
  const sandbox = startSandbox(port, credentials);
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await waitUntilReady(sandbox, `${baseUrl}/_sandbox/healthz`, signal);
    const child = spawn(process.execPath, [repository("apps/node-example/src/balance.ts")], {
      env: childEnvironment({
        WAKAPAY_BASE_URL: baseUrl,
        WAKAPAY_API_KEY: credentials.apiKey,
        WAKAPAY_API_SECRET: credentials.apiSecret,
      }),
      stdio: "inherit",
    });
    await once(child, "close");
    return child.exitCode ?? 1;
  } finally {
    await sandbox.stop();
  }
}
