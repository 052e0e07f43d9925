import { spawn } from "node:child_process";
import { once } from "node:events";
import { startCommand, withProgress } from "@wakapay/command";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { type SandboxControl, sandboxControl } from "./src/demo/sandbox-control.ts";
import { showService } from "./src/demo/show-service.ts";
import { childEnvironment } from "./src/stack/child-environment.ts";
import { createCredentials } from "./src/stack/credentials.ts";
import { claimPort } from "./src/stack/port.ts";
import { startProcessGroup } from "./src/stack/process-group.ts";
import { startSandbox } from "./src/stack/sandbox-process.ts";
import { waitUntilReady } from "./src/stack/wait-until-ready.ts";
import { build } from "./src/workspace/build.ts";
import { bypassProxyForLoopback } from "./src/workspace/bypass-proxy.ts";
import { repository } from "./src/workspace/repository.ts";
import { versions } from "./src/workspace/versions.ts";

const EXAMPLE = "apps/node-example/src";

process.exitCode = await startCommand(
  {
    name: "example",
    invocation: "npx -y pnpm@12 example",
    summary: "Runs the quick start and the example service against a sandbox of its own.",
    variablePrefix: "WAKAPAY_EXAMPLE",
    flags: [],
    run: () => example(interruptSignal()),
  },
  versions(),
);

/** Runs both examples against their own sandbox and returns the exit code. */
async function example(signal: AbortSignal): Promise<number> {
  bypassProxyForLoopback(process.env);
  await withProgress("Building the packages", build(signal));
  const credentials = createCredentials();
  const port = await claimPort("sandbox", 0);
  const sandbox = startSandbox(port, credentials);
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await waitUntilReady(sandbox, `${baseUrl}/_sandbox/healthz`, signal);
    const env = childEnvironment({
      WAKAPAY_BASE_URL: baseUrl,
      WAKAPAY_API_KEY: credentials.apiKey,
      WAKAPAY_API_SECRET: credentials.apiSecret,
    });
    print(`The quick start: ${EXAMPLE}/balance.ts\n`);
    const child = spawn(process.execPath, [repository(`${EXAMPLE}/balance.ts`)], { env, stdio: "inherit" });
    await once(child, "close");
    if (child.exitCode !== 0) return child.exitCode ?? 1;
    await runService(env, sandboxControl(baseUrl));
    return 0;
  } finally {
    await sandbox.stop();
  }
}

/** Starts the service, shows it, and stops it as an orchestrator does. */
async function runService(env: Readonly<Record<string, string>>, sandbox: SandboxControl): Promise<void> {
  const started = Promise.withResolvers<string>();
  const service = startProcessGroup({
    name: "service",
    args: [repository(`${EXAMPLE}/main.ts`)],
    cwd: repository("apps/node-example"),
    env: { ...env, PORT: "0" },
    onLine: (line) => {
      if (line.includes('"started"')) started.resolve(JSON.parse(line).url);
    },
  });
  const failed = service.ended.then((message) => Promise.reject(new Error(message)));
  try {
    const url = await Promise.race([started.promise, failed]);
    print(`\nThe service: ${EXAMPLE}/main.ts, on ${url}`);
    await showService(url, sandbox, print);
  } finally {
    await service.stop();
  }
  print("\nThe service has stopped. apps/node-example/README.md says how to run it yourself.");
}

function print(line: string): void {
  console.log(line);
}
