/** A timer that was set. */
export interface Timer {
  cancel(): void;
}

/** Time that moves from one event to the next. All times are epoch milliseconds. */
export interface VirtualTime {
  now(): number;
  /** Calls `fire` at a time, or now if that time has passed. */
  at(dueAt: number, fire: () => void): Timer;
  /** Moves time to `until`. Fires each timer at its time, and waits for what follows from it. */
  run(until: number): Promise<void>;
}

interface Entry extends Timer {
  readonly dueAt: number;
  readonly place: number;
  fire: (() => void) | undefined;
}

/** Creates virtual time that starts at `startsAt`. */
export function createVirtualTime(startsAt: number): VirtualTime {
  const heap: Entry[] = [];
  let current = startsAt;
  let places = 0;

  return {
    now: () => current,
    at(dueAt, fire) {
      const entry: Entry = {
        dueAt: Math.max(current, Math.ceil(dueAt)),
        place: places++,
        fire,
        cancel() {
          entry.fire = undefined;
        },
      };
      push(heap, entry);
      return entry;
    },
    async run(until) {
      await settle();
      for (let next = heap[0]; next !== undefined && next.dueAt <= until; next = heap[0]) {
        pop(heap);
        if (next.fire === undefined) continue;
        current = next.dueAt;
        next.fire();
        await settle();
      }
      current = until;
    },
  };
}

/** Waits for all work that needs no time to pass. Every microtask runs before an immediate. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.dueAt === other.dueAt ? one.place < other.place : one.dueAt < other.dueAt;
}

function swap(heap: Entry[], one: number, other: number): void {
  const [first, second] = [heap[one], heap[other]];
  if (first === undefined || second === undefined) return;
  heap[one] = second;
  heap[other] = first;
}

function push(heap: Entry[], entry: Entry): void {
  heap.push(entry);
  for (let child = heap.length - 1; child > 0; ) {
    const parent = (child - 1) >> 1;
    if (!isBefore(heap[child], heap[parent])) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function pop(heap: Entry[]): void {
  swap(heap, 0, heap.length - 1);
  heap.pop();
  for (let parent = 0; ; ) {
    const left = 2 * parent + 1;
    const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!isBefore(heap[child], heap[parent])) return;
    swap(heap, parent, child);
    parent = child;
  }
}
