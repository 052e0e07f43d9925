import type { ServedSandbox, ServeOptions } from "@wakapay/sandbox/serve";
import { serve } from "@wakapay/sandbox/serve";
import { onTestFinished } from "vitest";
import { readConfig } from "../src/config.ts";
import { createLogger } from "../src/logger.ts";
import { type Service, startService } from "../src/service.ts";

/** The credentials that the sandbox of {@link runService} accepts. */
export const credentials = { apiKey: "key-of-the-service", apiSecret: "secret-of-the-service" };

/** A service, its sandbox, and its log. Both are stopped after the test. */
export interface RunningService {
  readonly sandbox: ServedSandbox;
  readonly service: Service;
  readonly log: readonly string[];
  get(path: string): Promise<Response>;
}

/** Returns the environment variables of a service that uses a sandbox, on a free port. */
export function environmentOf(sandbox: ServedSandbox): Record<string, string> {
  return {
    WAKAPAY_BASE_URL: sandbox.url,
    WAKAPAY_API_KEY: credentials.apiKey,
    WAKAPAY_API_SECRET: credentials.apiSecret,
    PORT: "0",
  };
}

/** Starts a sandbox and, in this process, the service. */
export async function runService(options: ServeOptions = {}): Promise<RunningService> {
  const sandbox = await serve({ credentials: [credentials], ...options });
  onTestFinished(() => sandbox.close());
  const log: string[] = [];
  const logger = createLogger("debug", { write: (line) => void log.push(line) });
  const service = await startService(readConfig(environmentOf(sandbox)), logger);
  onTestFinished(() => service.stop());
  return { sandbox, service, log, get: (path) => fetch(service.url + path) };
}
