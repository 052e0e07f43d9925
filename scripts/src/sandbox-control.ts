import type { Credentials } from "./credentials.ts";

/** One call that arrived at the sandbox, as its journal lists it. */
interface ArrivedCall {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
}

/** A running sandbox, steered and asked from another process. */
export interface SandboxControl {
  /** What arrived since the last call of this function: the API's own count, not ours. */
  arrived(): Promise<readonly ArrivedCall[]>;
  /** Ends all live tokens. */
  revoke(): Promise<void>;
  /** Lets only these credentials in from now on. */
  rotate(credentials: Credentials): Promise<void>;
}

/** Speaks the sandbox's HTTP control API, which listens on loopback alone. */
export function sandboxControl(sandboxUrl: string): SandboxControl {
  let seen = 0;

  async function command(path: string, body: object): Promise<void> {
    const response = await fetch(`${sandboxUrl}/_sandbox/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${path}.`);
  }

  return {
    async arrived() {
      const response = await fetch(`${sandboxUrl}/_sandbox/journal`);
      const calls = readJournal(await response.json());
      const news = calls.slice(seen);
      seen = calls.length;
      return news;
    },
    revoke: () => command("revoke", {}),
    rotate: (credentials) => command("rotate", { credentials: [credentials] }),
  };
}

function readJournal(journal: unknown): ArrivedCall[] {
  if (typeof journal !== "object" || journal === null || !("entries" in journal)) throw unreadable();
  if (!Array.isArray(journal.entries)) throw unreadable();
  return journal.entries.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) throw unreadable();
    if (!("method" in entry && "path" in entry && "status" in entry)) throw unreadable();
    const { method, path, status } = entry;
    if (typeof method !== "string" || typeof path !== "string") throw unreadable();
    return { method, path, status: typeof status === "number" ? status : null };
  });
}

function unreadable(): Error {
  return new Error("The sandbox's journal is not { entries: [{ method, path, status }] }.");
}
