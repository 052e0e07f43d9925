import type { Fault, FaultRoute } from "../options/fault.ts";

/** A fault in the queue. */
export interface ScriptedFault {
  readonly fault: Fault;
  /** How many requests pass before the fault applies. */
  readonly skip: number;
  /** How many requests the fault still applies to. `null` if it applies until a reset. */
  readonly left: number | null;
}

/** The scripted faults of a sandbox. */
export interface FaultQueue {
  /** Adds a fault. One without `times` replaces the earlier one of its route. */
  add(fault: Fault): void;
  /**
   * Returns the fault for the next request to a route, and counts that request. `left` does not
   * include this request.
   */
  take(route: FaultRoute): ScriptedFault | undefined;
  /** Returns the faults in the order in which they apply. */
  list(): readonly ScriptedFault[];
  /** Replaces all faults. */
  reset(faults: readonly Fault[]): void;
}

interface Entry {
  readonly fault: Fault;
  readonly route: FaultRoute;
  skip: number;
  left: number | null;
}

/** Creates an empty queue. */
export function createFaultQueue(): FaultQueue {
  let counted: Entry[] = [];
  const standing = new Map<FaultRoute, Entry>();

  function add(fault: Fault): void {
    const { route = "auth", times = null, skip = 0 } = fault;
    const entry = { fault, route, skip, left: times };
    if (times === null) standing.set(route, entry);
    else counted.push(entry);
  }

  /** Counts a request. Returns whether the fault applies to it. */
  function applies(entry: Entry): boolean {
    if (entry.skip > 0) {
      entry.skip -= 1;
      return false;
    }
    if (entry.left !== null) entry.left -= 1;
    return true;
  }

  return {
    add,
    take(route) {
      const next = counted.find((entry) => entry.route === route);
      if (next !== undefined && applies(next)) {
        if (next.left === 0) {
          counted = counted.filter((entry) => entry !== next);
          if (next.fault.repeat) add(next.fault);
        }
        return copyOf(next);
      }
      const always = standing.get(route);
      return always !== undefined && applies(always) ? copyOf(always) : undefined;
    },
    list: () => [...counted, ...standing.values()].map(copyOf),
    reset(faults) {
      counted = [];
      standing.clear();
      for (const fault of faults) add(fault);
    },
  };
}

function copyOf({ fault, skip, left }: Entry): ScriptedFault {
  return { fault, skip, left };
}
