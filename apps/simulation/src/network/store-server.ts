import type { TokenStore } from "@wakapay/auth-core";
import { memoryStore } from "@wakapay/auth-core/layers";
import type { Random } from "../time/random.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import type { Machine } from "./machine.ts";

/** How the store responds. */
export type StoreState =
  | { readonly kind: "up" }
  | { readonly kind: "down" }
  | { readonly kind: "hanging" }
  | { readonly kind: "slow"; readonly ms: number }
  /** Half of the machines see another store, as after a failover that not everybody noticed. */
  | { readonly kind: "split" };

/** The store of a fleet, as a server in a network. */
export interface StoreServer {
  /** Returns the client of a machine. */
  connect(machine: Machine): TokenStore;
  setState(state: StoreState): void;
  /** Loses every entry and lock, as a restart without persistence does. */
  flush(): void;
  /** Returns how many operations arrived. */
  operations(): number;
}

/** Creates a store. Its entries and locks expire by true time. */
export function createStoreServer(time: VirtualTime, random: Random): StoreServer {
  let sides = [memoryStore(time), memoryStore(time)] as const;
  let state: StoreState = { kind: "up" };
  let machines = 0;
  let operations = 0;

  /** Notifications are lost while the store fails. */
  function isReachable(): boolean {
    return state.kind === "up" || state.kind === "split";
  }

  return {
    connect(machine) {
      const side = machines++ % 2 === 0 ? 0 : 1;
      // Some clients of Redis cannot subscribe.
      const canNotify = random.chance(0.5);
      const sideOf = () => (state.kind === "split" ? side : 0);

      function call<T>(work: (store: TokenStore) => Promise<T>): Promise<T> {
        return new Promise((resolve, reject) => {
          if (state.kind === "hanging") return;
          if (state.kind === "down") {
            machine.after(1, () => reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" })));
            return;
          }
          const oneWayMs = state.kind === "slow" ? random.integer(1, state.ms) : random.integer(1, 3);
          time.at(time.now() + oneWayMs, () => {
            operations++;
            const store = sides[sideOf()];
            work(store).then((reply) => machine.after(oneWayMs, () => resolve(reply)), reject);
          });
        });
      }

      return {
        read: (key) => call((store) => store.read(key)),
        write: (key, entry) => call((store) => store.write(key, entry)),
        lock: (key, owner, leaseMs) => call((store) => store.lock(key, owner, leaseMs)),
        unlock: (key, owner) => call((store) => store.unlock(key, owner)),
        async watch(key, onChange, signal) {
          if (!canNotify) return;
          const notify = () => {
            if (isReachable()) machine.after(random.integer(1, 3), onChange);
          };
          await sides[sideOf()].watch?.(key, notify, signal);
        },
      };
    },
    setState(next) {
      state = next;
    },
    flush() {
      sides = [memoryStore(time), memoryStore(time)];
    },
    operations: () => operations,
  };
}
