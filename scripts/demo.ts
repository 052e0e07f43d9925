import { errorMessage } from "./src/cli/error-message.ts";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { startLocalStack } from "./src/stack/local-stack.ts";
import { claimPort } from "./src/stack/port.ts";
import { build } from "./src/workspace/build.ts";
import { bypassProxyForLoopback } from "./src/workspace/bypass-proxy.ts";

const signal = interruptSignal();
try {
  await demo();
} catch (error) {
  console.error(`\n${signal.aborted ? "Interrupted." : errorMessage(error)}`);
  process.exitCode = 1;
}

async function demo(): Promise<void> {
  bypassProxyForLoopback(process.env);
  await build(signal);
  const { runDemo } = await import("./src/demo/run-demo.ts"); // Imports the packages that `build` built.
  const stack = await startLocalStack({
    sandboxPort: await claimPort("sandbox", 0),
    gatewayPort: await claimPort("gateway", 0),
    signal,
  });
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
