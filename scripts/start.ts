import { startCommand, withProgress } from "@wakapay/command";
import { banner } from "./src/cli/banner.ts";
import { interruptSignal } from "./src/cli/interrupt-signal.ts";
import { onAbort } from "./src/cli/on-abort.ts";
import { type StartOptions, startFlags, startOptions } from "./src/cli/start-options.ts";
import { createGatewayFeed } from "./src/stack/gateway-feed.ts";
import { startLocalStack } from "./src/stack/local-stack.ts";
import { claimPort } from "./src/stack/port.ts";
import { build } from "./src/workspace/build.ts";
import { bypassProxyForLoopback } from "./src/workspace/bypass-proxy.ts";
import { versions } from "./src/workspace/versions.ts";

process.exitCode = await startCommand(
  {
    name: "start",
    invocation: "npx -y pnpm@12 start",
    summary: "Starts a sandbox and the gateway in front of it, on 127.0.0.1, until you press Ctrl-C.",
    variablePrefix: "WAKAPAY_START",
    flags: startFlags,
    async run(flags) {
      const options = startOptions(flags);
      const signal = interruptSignal();
      try {
        await start(options, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      return 0;
    },
  },
  versions(),
);

async function start(options: StartOptions, signal: AbortSignal): Promise<void> {
  const isProxied = bypassProxyForLoopback(process.env);
  const gatewayPort = await claimPort("gateway", options.gatewayPort);
  const sandboxPort = await claimPort("sandbox", options.sandboxPort);

  await withProgress("Building the packages", build(signal));
  let isReady = false;
  const feed = createGatewayFeed(`http://127.0.0.1:${sandboxPort}`);
  const starting = startLocalStack({
    gatewayPort,
    sandboxPort,
    signal,
    onLine: (name, line) => {
      if (name === "gateway") feed.add(line);
      const isFromWrangler = line.startsWith("[wrangler:info]"); // The gateway has its own request log.
      if (options.verbose || (isReady && !isFromWrangler)) console.log(`${name} | ${line}`);
    },
  });
  const stack = await withProgress("Starting the sandbox and the gateway", starting);
  const { gatewayUrl, gatewayKey, sandboxUrl } = stack;
  await feed.connect({ url: gatewayUrl, key: gatewayKey });
  console.log(
    options.json ? JSON.stringify({ gatewayUrl, gatewayKey, sandboxUrl }) : banner(stack, { isProxied }),
  );
  isReady = !options.json;

  const failure = await Promise.race([stack.failed, onAbort(signal)]);
  isReady = false;
  await stack.stop();
  if (failure !== undefined) throw new Error(failure);
  if (!options.json) console.log("\nStopped. All processes have ended, and both ports are free.");
}
