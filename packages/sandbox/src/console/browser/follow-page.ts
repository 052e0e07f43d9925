import { authorization } from "./control-token.ts";
import { readEvents } from "./read-events.ts";

const MIN_WAIT_MS = 500;
const MAX_WAIT_MS = 5000;

/** Whether the page is up to date. */
export type LiveState = "live" | "reconnecting" | "paused";

/** Follows the events of a page, one page at a time. */
export interface Follower {
  /** Follows the page at this address, which is a path with a query. */
  follow(address: string): void;
  stop(): void;
}

/**
 * Creates a follower. Each event is the complete content of the page, so nothing is lost when the
 * sandbox restarts: after a disconnection, the follower connects again.
 */
export function createFollower(
  eventsPath: string,
  { onContent, onState }: { onContent: (html: string) => void; onState: (state: LiveState) => void },
): Follower {
  let current = new AbortController();

  async function run(address: string, signal: AbortSignal): Promise<void> {
    let waitMs = MIN_WAIT_MS;
    while (!signal.aborted) {
      try {
        const url = `${eventsPath}?page=${encodeURIComponent(address)}`;
        const response = await fetch(url, { headers: authorization(), signal });
        if (response.ok && response.body !== null) {
          for await (const html of readEvents(response.body)) {
            if (signal.aborted) return;
            waitMs = MIN_WAIT_MS;
            onState("live");
            onContent(html);
          }
        }
      } catch {
        // The sandbox is not running or closed the connection.
      }
      if (signal.aborted) return;
      onState("reconnecting");
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      waitMs = Math.min(MAX_WAIT_MS, waitMs * 2);
    }
  }

  return {
    follow(address) {
      current.abort();
      current = new AbortController();
      void run(address, current.signal);
    },
    stop: () => current.abort(),
  };
}
