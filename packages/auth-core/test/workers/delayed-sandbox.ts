import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";

/** An exchange that has arrived and has no response yet. */
interface DelayedExchange {
  /** Lets the sandbox respond. */
  release(): void;
  /** Resolves when the connection of the exchange ends. */
  readonly disconnected: Promise<void>;
}

/** A real sandbox whose scripted delays last until the test ends them. */
export interface DelayedSandbox extends ServedSandbox {
  /** Delays the next exchange. Resolves when it arrives. */
  delayNext(): Promise<DelayedExchange>;
}

/** Starts a {@link DelayedSandbox} that accepts these credentials. */
export async function delayedSandbox(credentials: {
  readonly apiKey: string;
  readonly apiSecret: string;
}): Promise<DelayedSandbox> {
  const expected: ((exchange: DelayedExchange) => void)[] = [];
  const sandbox = await serve({
    credentials: [credentials],
    wait: (_ms, signal) =>
      new Promise((release) => {
        const disconnected = new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => {
            resolve();
            release();
          });
        });
        expected.shift()?.({ release, disconnected });
      }),
  });
  return {
    ...sandbox,
    delayNext() {
      sandbox.fault({ times: 1, delayMs: 1 });
      return new Promise((arrive) => expected.push(arrive));
    },
  };
}
