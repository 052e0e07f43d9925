import { createTokenManager, type TokenEvent } from "@wakapay/auth-core";
import { createMachine, type Machine } from "../network/machine.ts";
import type { StoreServer } from "../network/store-server.ts";
import type { WakaPay } from "../network/wakapay.ts";
import type { Random } from "../time/random.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import { API_KEY, BASE_URL, type Client, type Fleet, peekOf } from "./fleet.ts";

/** Options of {@link createProcessFleet}. */
export interface ProcessFleetOptions {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly wakapay: WakaPay;
  /** Shares the token. Without a store, each process has its own. */
  readonly store?: StoreServer | undefined;
  readonly secret: string;
  /** How far a clock may be off, in milliseconds. */
  readonly clockMs: number;
  readonly onEvent: (event: TokenEvent, machine: Machine) => void;
}

/** Creates Node.js processes, each with a token manager. */
export function createProcessFleet(options: ProcessFleetOptions): Fleet {
  const { time, random, wakapay, store, clockMs, onEvent } = options;
  const clients = new Map<number, Client>();
  let secret = options.secret;
  let next = { secret, deployedAt: (_: number) => Number.POSITIVE_INFINITY };

  function create(place: number): Client {
    const machine = createMachine(time, `process ${place}`, random.integer(-clockMs, clockMs));
    const manager = createTokenManager({
      baseUrl: BASE_URL,
      credentials: () => ({
        apiKey: API_KEY,
        apiSecret: time.now() >= next.deployedAt(place) ? next.secret : secret,
      }),
      now: machine.now,
      wait: machine.wait,
      random: random.fork().next,
      fetch: wakapay.fetchOn(machine),
      onEvent: (event) => onEvent(event, machine),
      ...(store && { store: store.connect(machine) }),
    });
    return { machine, fetch: manager.fetch, peek: peekOf(manager.source) };
  }

  return {
    client(place) {
      const found = clients.get(place);
      if (found?.machine.isAlive()) return found;
      const created = create(place);
      clients.set(place, created);
      return created;
    },
    deploy(later, deployedAt) {
      secret = next.deployedAt(0) === Number.POSITIVE_INFINITY ? secret : next.secret;
      next = { secret: later, deployedAt };
    },
  };
}
