import { once } from "node:events";
import { readConfig } from "./config.ts";
import { createLogger } from "./logger.ts";
import { startService } from "./service.ts";
import { startTelemetry } from "./telemetry.ts";

try {
  const config = readConfig(process.env);
  const log = createLogger(config.LOG_LEVEL);
  const stopTelemetry = await startTelemetry();
  const service = await startService(config, log);
  log.info({ url: service.url }, "started");

  const [signal] = await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  log.info({ signal }, "stopping");
  await service.stop();
  await stopTelemetry();
  log.info("stopped");
} catch (error) {
  console.error(error instanceof Error ? error.message : "The service cannot start.");
  process.exitCode = 1;
}
