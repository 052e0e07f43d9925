import type { Fault, JournalEntry } from "@wakapay/sandbox";

/** Where the sandbox listens, and what it accepts: handed over by the launcher. */
export interface Address {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What a promise is tried against: a sandbox in another process, steered over HTTP. */
export interface World {
  /** For `createTokenManager` and the layers. */
  readonly options: Address & { readonly allowInsecureLoopback: true };
  /** What has arrived so far, such as `POST /business/auth 200`, in its order. */
  calls(): Promise<string[]>;
  exchanges(): Promise<number>;
  fault(fault: Fault): Promise<void>;
  /** Ends every live token. */
  revoke(): Promise<void>;
  rotate(apiSecret: string): Promise<void>;
  reset(): Promise<void>;
}

/** The promises of one chapter: a sentence about the caller's world, and the way to find out. */
export type Promises = Readonly<Record<string, (world: World) => Promise<unknown>>>;

/** Connects to a sandbox. */
export function worldAt(address: Address): World {
  const { baseUrl, apiKey } = address;

  async function control(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${baseUrl}/_sandbox/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The sandbox refused ${path}: ${await response.text()}`);
    return response.json();
  }

  async function journal(): Promise<{ exchanges: number; entries: JournalEntry[] }> {
    return (await control("journal")) as { exchanges: number; entries: JournalEntry[] };
  }

  return {
    options: { ...address, allowInsecureLoopback: true },
    calls: async () =>
      (await journal()).entries.map(({ method, path, status }) => `${method} ${path} ${status}`),
    exchanges: async () => (await journal()).exchanges,
    fault: async (fault) => void (await control("faults", fault)),
    revoke: async () => void (await control("revoke", {})),
    rotate: async (apiSecret) => void (await control("rotate", { credentials: [{ apiKey, apiSecret }] })),
    reset: async () => void (await control("reset", {})),
  };
}
