import type { Fault } from "./fault.ts";

/** The script of faults, one for each route. */
export interface Faults {
  /** Adds a fault: a counted one to the end of its route's queue, an uncounted one in place of the standing one. */
  script(fault: Fault): void;
  /** Takes the fault that this call meets: the queue's first, else the standing one. */
  take(route: "auth" | "business"): Fault | undefined;
  /** Forgets them all. */
  reset(): void;
}

/** Makes an empty script. */
export function createFaults(): Faults {
  let queue: { fault: Fault; left: number }[] = [];
  let standing: Fault[] = [];
  const isOf = (fault: Fault, route: string) => (fault.route ?? "auth") === route;

  return {
    script(fault) {
      if (fault.times !== undefined) queue.push({ fault, left: fault.times });
      else standing = [...standing.filter((other) => !isOf(other, fault.route ?? "auth")), fault];
    },
    take(route) {
      const next = queue.find(({ fault }) => isOf(fault, route));
      if (next === undefined) return standing.find((fault) => isOf(fault, route));
      next.left -= 1;
      if (next.left === 0) queue = queue.filter((entry) => entry !== next);
      return next.fault;
    },
    reset() {
      queue = [];
      standing = [];
    },
  };
}
