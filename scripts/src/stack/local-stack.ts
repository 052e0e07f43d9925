import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mintGatewayKey } from "@wakapay/edge-gateway/internal/identity/gateway-key";
import { type Credentials, createCredentials } from "./credentials.ts";
import { startGateway } from "./gateway-process.ts";
import { killOnExit } from "./kill-on-exit.ts";
import { portConflict, type ServerName } from "./port.ts";
import type { ProcessGroup } from "./process-group.ts";
import { startSandbox } from "./sandbox-process.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

const START_TIMEOUT_MS = 60_000;

/** A running sandbox and a running gateway in front of it. */
export interface LocalStack {
  readonly sandboxUrl: string;
  readonly gatewayUrl: string;
  /** The bearer that callers send to the gateway. Valid for this run only. */
  readonly gatewayKey: string;
  /** The credentials that the gateway sends to the sandbox. Valid for this run only. */
  readonly credentials: Credentials;
  /** Resolves with a description if the sandbox or the gateway exits. */
  readonly failed: Promise<string>;
  /** Ends both servers and deletes their files. Resolves when all processes have ended. */
  stop(): Promise<void>;
}

/** Options of {@link startLocalStack}. */
export interface LocalStackOptions {
  readonly sandboxPort: number;
  readonly gatewayPort: number;
  /** Receives each line of output of both servers. */
  readonly onLine?: (name: ServerName, line: string) => void;
  /** Cancels the start. */
  readonly signal: AbortSignal;
}

/**
 * Starts the sandbox and the gateway with new credentials and a new gateway key.
 *
 * Throws an `Error` if a server exits or is not ready within one minute. No process is left
 * running.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { sandboxPort, gatewayPort, onLine, signal } = options;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const credentials = createCredentials();
  const { key: gatewayKey, hash } = await mintGatewayKey("demo");
  const stateFolder = await mkdtemp(join(tmpdir(), "wakapay-gateway-"));

  const sandbox = withPortConflict(
    "sandbox",
    sandboxPort,
    startSandbox(sandboxPort, credentials, (line) => onLine?.("sandbox", line)),
  );
  const gateway = withPortConflict(
    "gateway",
    gatewayPort,
    startGateway({
      port: gatewayPort,
      baseUrl: sandboxUrl,
      credentials,
      policy: {
        callers: {
          demo: { keys: [hash], routes: [{ methods: ["GET", "HEAD", "POST"], path: "/business/**" }] },
        },
      },
      stateFolder,
      onLine: (line) => onLine?.("gateway", line),
    }),
  );
  const killer = killOnExit([sandbox.id, gateway.id]);

  async function stop(): Promise<void> {
    await Promise.all([sandbox.stop(), gateway.stop()]);
    killer[Symbol.dispose]();
    await rm(stateFolder, { recursive: true, force: true });
  }

  const timeout = AbortSignal.timeout(START_TIMEOUT_MS);
  const canceled = AbortSignal.any([signal, timeout]);
  try {
    await Promise.all([
      waitUntilReady(sandbox, `${sandboxUrl}/_sandbox/healthz`, canceled),
      waitUntilReady(gateway, `${gatewayUrl}/healthz`, canceled),
    ]);
  } catch (error) {
    await stop();
    throw timeout.aborted
      ? new Error(`The sandbox and the gateway were not ready within ${START_TIMEOUT_MS / 1000} s.`)
      : error;
  }
  const failed = Promise.race([sandbox.ended, gateway.ended]);
  return { sandboxUrl, gatewayUrl, gatewayKey, credentials, failed, stop };
}

/**
 * Reports a port that another process took after `claimPort` checked it. The servers' own messages
 * name flags that our commands do not have.
 */
function withPortConflict(name: ServerName, port: number, group: ProcessGroup): ProcessGroup {
  const ended = group.ended.then(async (message) => (await portConflict(name, port)) ?? message);
  return { ...group, ended };
}
