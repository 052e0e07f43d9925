/** Shows the gateway in the sandbox's console. */
export interface GatewayFeed {
  /** Connects the gateway, so that the console can call it. */
  connect(gateway: { readonly url: string; readonly key: string }): Promise<void>;
  /** Sends a line of the gateway's output to the console if it is a line of the request log. */
  add(line: string): void;
}

/**
 * Creates a feed for the console of a sandbox. The console is optional, so a failure to reach it is
 * ignored.
 */
export function createGatewayFeed(sandboxUrl: string): GatewayFeed {
  let waiting: object[] = [];
  let isSending = false;

  async function post(path: string, body: unknown): Promise<void> {
    try {
      const response = await fetch(`${sandboxUrl}/_sandbox/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      await response.body?.cancel();
    } catch {
      // The sandbox is stopping.
    }
  }

  async function sendWaiting(): Promise<void> {
    if (isSending) return;
    isSending = true;
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      await post("gateway-requests", lines);
    }
    isSending = false;
  }

  return {
    connect: (gateway) => post("gateway", gateway),
    add(line) {
      const entry = parseRequestLine(line);
      if (entry === undefined) return;
      waiting.push(entry);
      void sendWaiting();
    },
  };
}

/** Returns a line of the request log as an object, or `undefined` for other output. */
function parseRequestLine(line: string): object | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    const isRequest = typeof entry === "object" && entry !== null && "event" in entry;
    return isRequest && entry.event === "request" ? entry : undefined;
  } catch {
    return undefined;
  }
}
