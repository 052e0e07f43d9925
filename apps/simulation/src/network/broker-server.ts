import type { Broker, BrokerStorage } from "@wakapay/edge-gateway/internal/tokens/broker";
import type { BrokerReply, BrokerRequest } from "@wakapay/edge-gateway/internal/tokens/broker-protocol";
import type { Random } from "../time/random.ts";
import type { Timer, VirtualTime } from "../time/virtual-time.ts";
import { createMachine, type Machine } from "./machine.ts";

/** How the Durable Object responds. */
export type BrokerServerState =
  | { readonly kind: "up" }
  /** Calls are rejected. */
  | { readonly kind: "down" }
  | { readonly kind: "hanging" }
  /** Half of the locations cannot reach it. */
  | { readonly kind: "split" }
  /** Its storage rejects every operation. */
  | { readonly kind: "storageFailing" };

/** A Durable Object with a broker, in a network. */
export interface BrokerServer {
  /** Calls the broker from a machine that is `oneWayMs` away. */
  call(from: Machine, location: number, oneWayMs: number, request: BrokerRequest): Promise<BrokerReply>;
  setState(state: BrokerServerState): void;
  /** Ends the instance and the calls in progress, as a deployment does. */
  reset(): void;
  /** Suspends the instance. */
  freeze(ms: number): void;
  /** Sets the clock of the instance. */
  step(ms: number): void;
}

/** Options of {@link createBrokerServer}. */
export interface BrokerServerOptions {
  readonly time: VirtualTime;
  readonly random: Random;
  /** Creates the broker of an instance. */
  readonly createBroker: (machine: Machine, storage: BrokerStorage) => Broker;
  /** Called for each request that arrives, with the time that it waits for its turn. */
  readonly onRequest: (queuedMs: number) => void;
}

interface Instance {
  readonly machine: Machine;
  readonly broker: Broker;
  active: number;
  usedAt: number;
  /** Rejects the calls in progress. */
  readonly calls: Set<(reason: Error) => void>;
}

/** How long an idle instance stays in memory. */
const IDLE_MS = 10_000;
/** Cloudflare's documented limit is about 1,000 requests per second for one object. */
const SERVICE_MS = 1;
/** A queue this long rejects calls. */
const LONGEST_QUEUE_MS = 5_000;
const ALARM_RETRY_MS = 2_000;

/** Creates the server. Instances are created on demand and evicted when idle. */
export function createBrokerServer(options: BrokerServerOptions): BrokerServer {
  const { time, random, createBroker, onRequest } = options;
  const values = new Map<string, unknown>();
  let state: BrokerServerState = { kind: "up" };
  let instance: Instance | undefined;
  let alarm: { readonly at: number; readonly timer: Timer } | undefined;
  let busyUntil = 0;
  let offsetMs = random.integer(-200, 200);

  async function withStorage<T>(work: () => T): Promise<T> {
    if (state.kind === "storageFailing") throw new Error("Storage failed.");
    return work();
  }

  const storage: BrokerStorage = {
    get: (name) => withStorage(() => values.get(name)),
    put: (name, value) => withStorage(() => void values.set(name, value)),
    delete: (name) => withStorage(() => values.delete(name)),
    getAlarm: () => withStorage(() => alarm?.at ?? null),
    setAlarm: (at) => withStorage(() => setAlarm(at)),
  };

  function setAlarm(at: number): void {
    alarm?.timer.cancel();
    alarm = { at, timer: time.at(at - offsetMs, () => void runAlarm()) };
  }

  async function runAlarm(): Promise<void> {
    alarm = undefined;
    if (state.kind === "down" || state.kind === "hanging")
      return setAlarm(time.now() + offsetMs + ALARM_RETRY_MS);
    const current = currentInstance();
    current.active++;
    try {
      await current.broker.alarm();
    } catch {
      if (alarm === undefined) setAlarm(time.now() + offsetMs + ALARM_RETRY_MS);
    } finally {
      current.active--;
      current.usedAt = time.now();
    }
  }

  function currentInstance(): Instance {
    const at = time.now();
    if (instance !== undefined && instance.active === 0 && at - instance.usedAt >= IDLE_MS) end(instance);
    if (instance === undefined) {
      const machine = createMachine(time, "broker", offsetMs);
      const broker = createBroker(machine, storage);
      instance = { machine, broker, active: 0, usedAt: at, calls: new Set() };
    }
    return instance;
  }

  function end(ended: Instance): void {
    ended.machine.kill();
    if (instance === ended) instance = undefined;
    for (const reject of ended.calls) reject(resetError());
  }

  function call(from: Machine, location: number, oneWayMs: number, request: BrokerRequest) {
    return new Promise<BrokerReply>((resolve, reject) => {
      const isCutOff = state.kind === "split" && location % 2 === 1;
      if (state.kind === "down" || isCutOff) {
        from.after(2 * oneWayMs, () => reject(new Error("Network connection lost.")));
        return;
      }
      if (state.kind === "hanging") return;
      time.at(time.now() + oneWayMs, () => {
        const queuedMs = Math.max(0, busyUntil - time.now());
        onRequest(queuedMs);
        if (queuedMs > LONGEST_QUEUE_MS) {
          from.after(oneWayMs, () => reject(overloadedError()));
          return;
        }
        busyUntil = time.now() + queuedMs + SERVICE_MS;
        if (queuedMs === 0) serve();
        else time.at(time.now() + queuedMs, serve);
      });

      function serve(): void {
        const current = currentInstance();
        const onReset = (reason: Error) => void from.after(oneWayMs, () => reject(reason));
        current.calls.add(onReset);
        current.active++;
        current.broker.token(request).then((reply) => {
          current.active--;
          current.usedAt = time.now();
          // A message that arrives as a copy, like over RPC.
          if (current.calls.delete(onReset)) from.after(oneWayMs, () => resolve(structuredClone(reply)));
        }, reject);
      }
    });
  }

  return {
    call,
    setState(next) {
      state = next;
    },
    reset() {
      if (instance !== undefined) end(instance);
    },
    freeze: (ms) => instance?.machine.freeze(ms),
    step(ms) {
      offsetMs += ms;
      instance?.machine.step(ms);
    },
  };
}

function resetError(): Error {
  return Object.assign(new Error("Durable Object reset."), { durableObjectReset: true, retryable: true });
}

function overloadedError(): Error {
  return Object.assign(new Error("Durable Object is overloaded."), { overloaded: true });
}
