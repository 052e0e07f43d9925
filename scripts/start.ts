import { banner } from "./src/cli/banner.ts";
import { errorMessage } from "./src/cli/error-message.ts";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { onAbort } from "./src/cli/on-abort.ts";
import { parseStartOptions, type StartOptions, USAGE } from "./src/cli/start-options.ts";
import { createGatewayFeed } from "./src/stack/gateway-feed.ts";
import { startLocalStack } from "./src/stack/local-stack.ts";
import { claimPort } from "./src/stack/port.ts";
import { build } from "./src/workspace/build.ts";
import { bypassProxyForLoopback } from "./src/workspace/bypass-proxy.ts";

process.exitCode = await main();

async function main(): Promise<number> {
  let options: StartOptions;
  try {
    options = parseStartOptions(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`${errorMessage(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const signal = interruptSignal();
  try {
    await start(options, signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    console.error(`\n${errorMessage(error)}`);
    return 1;
  }
}

async function start(options: StartOptions, signal: AbortSignal): Promise<void> {
  const isProxied = bypassProxyForLoopback(process.env);
  const gatewayPort = await claimPort("gateway", options.gatewayPort);
  const sandboxPort = await claimPort("sandbox", options.sandboxPort);

  await build(signal);
  let isReady = false;
  const feed = createGatewayFeed(`http://127.0.0.1:${sandboxPort}`);
  const stack = await startLocalStack({
    gatewayPort,
    sandboxPort,
    signal,
    onLine: (name, line) => {
      if (name === "gateway") feed.add(line);
      const isFromWrangler = line.startsWith("[wrangler:info]"); // The gateway has its own request log.
      if (options.verbose || (isReady && !isFromWrangler)) console.log(`${name} | ${line}`);
    },
  });
  await feed.connect({ url: stack.gatewayUrl, key: stack.gatewayKey });
  console.log(banner(stack, { isProxied }));
  isReady = true;

  const failure = await Promise.race([stack.failed, onAbort(signal)]);
  isReady = false;
  await stack.stop();
  if (failure !== undefined) throw new Error(failure);
  console.log("\nStopped. All processes have ended, and both ports are free.");
}
