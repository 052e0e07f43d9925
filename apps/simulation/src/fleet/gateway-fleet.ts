import { authorizedFetch, type TokenEvent } from "@wakapay/auth-core";
import { createBroker } from "@wakapay/edge-gateway/internal/tokens/broker";
import { createBrokerClient } from "@wakapay/edge-gateway/internal/tokens/broker-client";
import { createIsolateTokens } from "@wakapay/edge-gateway/internal/tokens/isolate-tokens";
import { type BrokerServer, createBrokerServer } from "../network/broker-server.ts";
import { createMachine, type Machine } from "../network/machine.ts";
import type { WakaPay } from "../network/wakapay.ts";
import type { Random } from "../time/random.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import { API_KEY, BASE_URL, type Client, type Fleet } from "./fleet.ts";

/** Options of {@link createGatewayFleet}. */
export interface GatewayFleetOptions {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly wakapay: WakaPay;
  readonly secret: string;
  readonly locations: number;
  /** How many environments the gateway is deployed to. Each has its own broker. */
  readonly brokers: number;
  /** How far a clock may be off, in milliseconds. */
  readonly clockMs: number;
  readonly onEvent: (event: TokenEvent, machine: Machine) => void;
  readonly onRequest: (broker: number, queuedMs: number) => void;
}

/** A fleet of isolates, and the brokers that they share. */
export interface GatewayFleet extends Fleet {
  readonly brokers: readonly BrokerServer[];
}

interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The farthest locations are half of a round trip around the world away. */
const FARTHEST_MS = 150;

/** The simulated gateways have one account each. */
const ACCOUNT = "default";

/** Creates isolates of the edge gateway in many locations, and their brokers. */
export function createGatewayFleet(options: GatewayFleetOptions): GatewayFleet {
  const { time, random, wakapay, locations, clockMs, onEvent } = options;
  const distances = Array.from({ length: locations }, () => random.integer(1, FARTHEST_MS));
  const isolates = new Map<number, Client>();
  let current: Pair = { apiKey: API_KEY, apiSecret: options.secret };
  let next: Pair | undefined;

  function config() {
    const wire = {
      environment: "simulation",
      baseUrl: BASE_URL,
      account: ACCOUNT,
      allowInsecureLoopback: false,
    };
    return { ...wire, credentials: current, ...(next && { nextCredentials: next }) };
  }

  function runtimeOf(machine: Machine) {
    const { now, wait } = machine;
    const report = (event: TokenEvent) => onEvent(event, machine);
    return { now, wait, random: random.fork().next, fetch: wakapay.fetchOn(machine), onEvent: report };
  }

  const brokers = Array.from({ length: options.brokers }, (_, broker) =>
    createBrokerServer({
      time,
      random: random.fork(),
      createBroker: (machine, storage) => createBroker(config(), storage, runtimeOf(machine)),
      onRequest: (queuedMs) => options.onRequest(broker, queuedMs),
    }),
  );

  function create(place: number): Client {
    const location = place % locations;
    const machine = createMachine(time, `isolate ${place}`, random.integer(-clockMs, clockMs));
    const server = brokers[location % brokers.length];
    const client = createBrokerClient(
      {
        environment: "simulation",
        baseUrl: BASE_URL,
        account: ACCOUNT,
        broker: {
          getByName: () => ({
            token: (request) =>
              server?.call(machine, location, distances[location] ?? 1, request) ??
              Promise.reject(new Error()),
            state: notSimulated,
            accountToken: notSimulated,
            accountState: notSimulated,
          }),
        },
      },
      undefined,
      (fire, ms) => machine.after(ms, fire).cancel,
    );
    const runtime = runtimeOf(machine);
    const background = (work: Promise<unknown>) => void work.catch(() => {});
    const { source } = createIsolateTokens(config(), client, { ...runtime, background });
    const { fetch } = runtime;
    const send = authorizedFetch(source, { baseUrl: BASE_URL, background, fetch });
    return { machine, fetch: send, peek: source.peek };
  }

  /** A deployment starts every isolate and every broker again. */
  function restart(): void {
    for (const { machine } of isolates.values()) machine.kill();
    for (const broker of brokers) broker.reset();
  }

  return {
    brokers,
    client(place) {
      const found = isolates.get(place);
      if (found?.machine.isAlive()) return found;
      const created = create(place);
      isolates.set(place, created);
      return created;
    },
    deploy(secret, deployedAt) {
      const pair = { apiKey: API_KEY, apiSecret: secret };
      time.at(deployedAt(0), () => {
        next = pair;
        restart();
      });
      time.at(deployedAt(Number.POSITIVE_INFINITY), () => {
        current = pair;
        next = undefined;
        restart();
      });
    },
  };
}

function notSimulated(): Promise<never> {
  return Promise.reject(new Error("Not simulated."));
}
