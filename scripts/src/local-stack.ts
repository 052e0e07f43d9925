import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mintGatewayKey } from "../../apps/edge-gateway/src/access/gateway-key.ts";
import { type Credentials, freshCredentials } from "./credentials.ts";
import { startGateway } from "./gateway-process.ts";
import { leash } from "./leash.ts";
import { ready } from "./ready.ts";
import { startSandbox } from "./sandbox-process.ts";

const START_TIMEOUT_MS = 60_000;

/** The sandbox and the gateway, both running and both answering. */
export interface LocalStack {
  readonly sandboxUrl: string;
  readonly gatewayUrl: string;
  /** What a caller of the gateway presents as its bearer. Minted for this start. */
  readonly gatewayKey: string;
  /** What the gateway presents to the sandbox. Made for this start. */
  readonly credentials: Credentials;
  /** Resolves if one of the two ends by itself, with how, and what it printed. */
  readonly failed: Promise<string>;
  /** Ends both, and what they left on disk; resolves when no process is left. */
  stop(): Promise<void>;
}

/** How a {@link LocalStack} is started. */
export interface LocalStackOptions {
  readonly sandboxPort: number;
  readonly gatewayPort: number;
  /** Receives what the two print, line by line. */
  readonly onLine?: (name: "sandbox" | "gateway", line: string) => void;
  /** Ends the start; what already runs is stopped. */
  readonly signal: AbortSignal;
}

/**
 * Starts the sandbox and the gateway, with credentials and a gateway key that exist for this start alone.
 *
 * Rejects, with nothing left running, when one of them ends or does not answer within a minute; the message is for a
 * person.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { sandboxPort, gatewayPort, onLine, signal } = options;
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const credentials = freshCredentials();
  const { key: gatewayKey, hash } = await mintGatewayKey("demo");
  const stateFolder = await mkdtemp(join(tmpdir(), "wakapay-gateway-"));

  const sandbox = startSandbox(sandboxPort, credentials, (line) => onLine?.("sandbox", line));
  const gateway = startGateway({
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
  });
  const leashed = leash([sandbox.id, gateway.id]);

  async function stop(): Promise<void> {
    await Promise.all([sandbox.stop(), gateway.stop()]);
    leashed[Symbol.dispose]();
    await rm(stateFolder, { recursive: true, force: true });
  }

  const late = AbortSignal.timeout(START_TIMEOUT_MS);
  const waiting = AbortSignal.any([signal, late]);
  try {
    await Promise.all([
      ready(sandbox, `${sandboxUrl}/_sandbox/healthz`, waiting),
      ready(gateway, `${gatewayUrl}/healthz`, waiting),
    ]);
  } catch (error) {
    await stop();
    throw late.aborted ? new Error(`Not both of them answered within ${START_TIMEOUT_MS / 1000} s.`) : error;
  }
  const failed = Promise.race([sandbox.ended, gateway.ended]);
  return { sandboxUrl, gatewayUrl, gatewayKey, credentials, failed, stop };
}
