import { build } from "./src/build.ts";
import { freePort } from "./src/free-port.ts";
import { interruption } from "./src/interruption.ts";
import { startLocalStack } from "./src/local-stack.ts";
import { sentence } from "./src/sentence.ts";

const signal = interruption();
try {
  await demo();
} catch (error) {
  console.error(`\n${signal.aborted ? "Interrupted." : sentence(error)}`);
  process.exitCode = 1;
}

async function demo(): Promise<void> {
  await build(signal);
  const { story } = await import("./src/story.ts"); // It imports what has just been built.
  const stack = await startLocalStack({
    sandboxPort: await freePort(),
    gatewayPort: await freePort(),
    signal,
  });
  console.log(`\nThe gateway is at ${stack.gatewayUrl}, WakaPay's sandbox at ${stack.sandboxUrl}.`);
  try {
    await Promise.race([story(stack, console.log), stack.failed.then(fail)]);
  } finally {
    await stack.stop();
  }
  console.log("\nThe story holds. Both are stopped.");
}

function fail(reason: string): never {
  throw new Error(reason);
}
