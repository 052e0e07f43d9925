import { startCommand, withProgress } from "@wakapay/command";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { startLocalStack } from "./src/stack/local-stack.ts";
import { claimPort } from "./src/stack/port.ts";
import { build } from "./src/workspace/build.ts";
import { bypassProxyForLoopback } from "./src/workspace/bypass-proxy.ts";
import { versions } from "./src/workspace/versions.ts";

process.exitCode = await startCommand(
  {
    name: "demo",
    invocation: "npx -y pnpm@12 demo",
    summary: "Runs a demo on a sandbox and a gateway of its own, and checks each result.",
    variablePrefix: "WAKAPAY_DEMO",
    flags: [],
    async run() {
      const signal = interruptSignal();
      try {
        await demo(signal);
      } catch (error) {
        throw signal.aborted ? new Error("Interrupted.") : error;
      }
      return 0;
    },
  },
  versions(),
);

async function demo(signal: AbortSignal): Promise<void> {
  bypassProxyForLoopback(process.env);
  await withProgress("Building the packages", build(signal));
  const { runDemo } = await import("./src/demo/run-demo.ts"); // Imports the packages that `build` built.
  const starting = startLocalStack({
    sandboxPort: await claimPort("sandbox", 0),
    gatewayPort: await claimPort("gateway", 0),
    signal,
  });
  const stack = await withProgress("Starting the sandbox and the gateway", starting);
  console.log(`\nThe gateway is running at ${stack.gatewayUrl}, the sandbox at ${stack.sandboxUrl}.`);
  try {
    await Promise.race([runDemo(stack, console.log), stack.failed.then(fail)]);
  } finally {
    await stack.stop();
  }
  console.log("\nThe demo passed. The gateway and the sandbox are stopped.");
}

function fail(reason: string): never {
  throw new Error(reason);
}
