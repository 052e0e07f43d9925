import { aborted } from "./src/aborted.ts";
import { build } from "./src/build.ts";
import { freePort } from "./src/free-port.ts";
import { interruption } from "./src/interruption.ts";
import { startLocalStack } from "./src/local-stack.ts";
import { sentence } from "./src/sentence.ts";
import { type StartOptions, startOptions, USAGE } from "./src/start-options.ts";
import { welcome } from "./src/welcome.ts";

process.exitCode = await main();

async function main(): Promise<number> {
  let options: StartOptions;
  try {
    options = startOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`${sentence(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const signal = interruption();
  try {
    await start(options, signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    console.error(`\n${sentence(error)}`);
    return 1;
  }
}

async function start(options: StartOptions, signal: AbortSignal): Promise<void> {
  const gatewayPort = await claim("gateway", options.gatewayPort);
  const sandboxPort = await claim("sandbox", options.sandboxPort);

  await build(signal);
  let shows = false;
  const stack = await startLocalStack({
    gatewayPort,
    sandboxPort,
    signal,
    onLine: (name, line) => {
      const isOfWrangler = line.startsWith("[wrangler:info]"); // The gateway logs its requests itself.
      if (options.verbose || (shows && !isOfWrangler)) console.log(`${name} | ${line}`);
    },
  });
  console.log(welcome(stack));
  shows = true;

  const failure = await Promise.race([stack.failed, aborted(signal)]);
  shows = false;
  await stack.stop();
  if (failure !== undefined) throw new Error(failure);
  console.log("\nStopped. No process is left, and both ports are free.");
}

async function claim(name: "gateway" | "sandbox", port: number): Promise<number> {
  try {
    return await freePort(port);
  } catch (error) {
    throw new Error(`The ${name} cannot listen on port ${port}: ${sentence(error)}. Choose another, or 0 for any free one:

  npx -y pnpm@12 start --${name}-port 0

${name.toUpperCase()}_PORT in the environment does the same.`);
  }
}
