import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";

/** An exchange that has arrived and is not answered yet. */
interface HeldExchange {
  /** Lets the sandbox answer. */
  release(): void;
  /** Settles when the connection that brought the exchange ends. */
  readonly abandoned: Promise<void>;
}

/** A real sandbox whose scripted delays end when the test says so. */
export interface HeldSandbox extends ServedSandbox {
  /** Holds the next exchange that arrives. */
  holdNext(): Promise<HeldExchange>;
}

/** Serves a {@link HeldSandbox} that knows this pair. */
export async function heldSandbox(credentials: {
  readonly apiKey: string;
  readonly apiSecret: string;
}): Promise<HeldSandbox> {
  const expecting: ((held: HeldExchange) => void)[] = [];
  const sandbox = await serve({
    credentials: [credentials],
    wait: (_ms, signal) =>
      new Promise((release) => {
        const abandoned = new Promise<void>((leave) => {
          signal.addEventListener("abort", () => {
            leave();
            release();
          });
        });
        expecting.shift()?.({ release, abandoned });
      }),
  });
  return {
    ...sandbox,
    holdNext() {
      sandbox.fault({ times: 1, delayMs: 1 });
      return new Promise((arrive) => expecting.push(arrive));
    },
  };
}
