import type { Credentials } from "./credentials.ts";

/** A running sandbox, steered and asked from another process. */
export interface SandboxControl {
  /** How many exchanges reached it since this was asked last: the API's own count, not ours. */
  exchanges(): Promise<number>;
  /** Ends all live tokens. */
  revoke(): Promise<void>;
  /** Lets only these credentials in from now on. */
  rotate(credentials: Credentials): Promise<void>;
}

/** Speaks the sandbox's HTTP control API, which listens on loopback alone. */
export function sandboxControl(sandboxUrl: string): SandboxControl {
  let seen = 0;

  async function command(name: string, body: object): Promise<void> {
    const response = await fetch(`${sandboxUrl}/_sandbox/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${name}.`);
  }

  return {
    async exchanges() {
      const journal = await fetch(`${sandboxUrl}/_sandbox/journal`);
      const total = readExchanges(await journal.json());
      const news = total - seen;
      seen = total;
      return news;
    },
    revoke: () => command("revoke", {}),
    rotate: (credentials) => command("rotate", { credentials: [credentials] }),
  };
}

function readExchanges(journal: unknown): number {
  if (typeof journal === "object" && journal !== null && "exchanges" in journal) {
    if (typeof journal.exchanges === "number") return journal.exchanges;
  }
  throw new Error("The sandbox's journal has no number of exchanges.");
}
