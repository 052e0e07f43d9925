import type { Credentials } from "../stack/credentials.ts";

/** Controls a running sandbox from another process. */
export interface SandboxControl {
  /** Returns the number of token requests that the sandbox received since the previous call. */
  exchanges(): Promise<number>;
  /** Revokes all tokens. */
  revoke(): Promise<void>;
  /** Replaces the accepted credentials. */
  rotate(credentials: Credentials): Promise<void>;
}

/** Creates a client of the sandbox's HTTP control API. */
export function sandboxControl(sandboxUrl: string): SandboxControl {
  let seen = 0;

  async function command(name: string, body: object): Promise<void> {
    const response = await fetch(`${sandboxUrl}/_sandbox/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The sandbox returned ${response.status} for ${name}.`);
  }

  return {
    async exchanges() {
      const journal = await fetch(`${sandboxUrl}/_sandbox/journal`);
      const total = parseExchanges(await journal.json());
      const added = total - seen;
      seen = total;
      return added;
    },
    revoke: () => command("revoke", {}),
    rotate: (credentials) => command("rotate", { credentials: [credentials] }),
  };
}

function parseExchanges(journal: unknown): number {
  if (typeof journal === "object" && journal !== null && "exchanges" in journal) {
    if (typeof journal.exchanges === "number") return journal.exchanges;
  }
  throw new Error("The sandbox's journal must have a number `exchanges`.");
}
