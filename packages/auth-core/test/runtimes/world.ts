import type { Fault, JournalEntry } from "@wakapay/sandbox";

/** The address and the credentials of the sandbox. The launcher passes them to the suite. */
export interface Address {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The environment of a behavior: a sandbox in another process, controlled over HTTP. */
export interface World {
  /** Options for `createTokenManager` and the layers. */
  readonly options: Address & { readonly allowInsecureLoopback: true };
  /** Returns the requests that arrived, in order, such as `POST /business/auth 200`. */
  calls(): Promise<string[]>;
  exchanges(): Promise<number>;
  fault(fault: Fault): Promise<void>;
  /** Revokes every token. */
  revoke(): Promise<void>;
  rotate(apiSecret: string): Promise<void>;
  reset(): Promise<void>;
}

/** Behaviors by their names, each with a function that checks it. */
export type Behaviors = Readonly<Record<string, (world: World) => Promise<unknown>>>;

/** Connects to a sandbox. */
export function worldAt(address: Address): World {
  const { baseUrl, apiKey } = address;

  async function control(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${baseUrl}/_sandbox/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`The sandbox rejected ${path}: ${await response.text()}`);
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
