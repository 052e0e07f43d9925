import { setTimeout as wait } from "node:timers/promises";
import type { ServedSandbox } from "@wakapay/sandbox/serve";

/**
 * Time between two revocations, in milliseconds. A replacement of a rejected token can be replaced
 * after 1 second. That interval does not grow if at least twice as much time passes.
 */
const REVOCATION_INTERVAL_MS = 2_100;
/** The minimum age of the newest token at a revocation, in milliseconds. */
const REVOCABLE_AGE_MS = 1_050;

/** Options of {@link disturb}. */
export interface DisturbOptions {
  readonly sandbox: ServedSandbox;
  /** Evicts the broker from memory, also during a call. */
  readonly evictBroker: () => Promise<void>;
  /** Time between two disturbances, in milliseconds. */
  readonly pauseMs: number;
}

/** How often each disturbance happened. */
export interface Disturbances {
  readonly revocations: number;
  /** Failed and delayed exchanges. */
  readonly failures: number;
  /** Connections that WakaPay closed without a response. */
  readonly hangUps: number;
  readonly evictions: number;
}

/**
 * Revokes tokens, fails and delays exchanges, closes connections, and evicts the broker, one after
 * the other. Returns a function that stops this and returns the counts.
 */
export function disturb({ sandbox, evictBroker, pauseMs }: DisturbOptions): () => Promise<Disturbances> {
  const counts = { revocations: 0, failures: 0, hangUps: 0, evictions: 0 };
  let revokedAt = 0;
  let isStopped = false;

  const disturbances = [
    () => {
      const issuedAt = Math.max(...sandbox.state().tokens.map((token) => token.issuedAt));
      if (Date.now() - revokedAt < REVOCATION_INTERVAL_MS) return;
      if (Date.now() - issuedAt < REVOCABLE_AGE_MS) return;
      revokedAt = Date.now();
      counts.revocations += 1;
      sandbox.revoke();
    },
    () => {
      counts.failures += 1;
      sandbox.fault({ status: 503, times: 1 });
    },
    async () => {
      counts.evictions += 1;
      await evictBroker();
    },
    () => {
      counts.hangUps += 1;
      sandbox.fault({ route: "business", hangUp: true, times: 1 });
    },
    () => {
      counts.failures += 1;
      sandbox.fault({ delayMs: 200, times: 1 });
    },
  ];

  async function run(): Promise<void> {
    for (let index = 0; !isStopped; index = (index + 1) % disturbances.length) {
      await wait(pauseMs);
      if (!isStopped) await disturbances[index]?.();
    }
  }

  const running = run();
  return async () => {
    isStopped = true;
    await running;
    return counts;
  };
}
