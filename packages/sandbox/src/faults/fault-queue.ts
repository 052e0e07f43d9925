import type { Fault, FaultRoute } from "./fault.ts";

/** The scripted faults of a sandbox. */
export interface FaultQueue {
  /** Adds a fault. One without `times` replaces the earlier one of its route. */
  add(fault: Fault): void;
  /** Returns the fault for the next request to a route, and counts that request. */
  take(route: FaultRoute): Fault | undefined;
  /** Removes all faults. */
  clear(): void;
}

/** Creates an empty queue. */
export function createFaultQueue(): FaultQueue {
  let counted: { route: FaultRoute; fault: Fault; left: number }[] = [];
  const standing = new Map<FaultRoute, Fault>();

  return {
    add(fault) {
      const { route = "auth", times } = fault;
      if (times === undefined) standing.set(route, fault);
      else counted.push({ route, fault, left: times });
    },
    take(route) {
      const next = counted.find((entry) => entry.route === route);
      if (next === undefined) return standing.get(route);
      next.left -= 1;
      if (next.left === 0) counted = counted.filter((entry) => entry !== next);
      return next.fault;
    },
    clear() {
      counted = [];
      standing.clear();
    },
  };
}
