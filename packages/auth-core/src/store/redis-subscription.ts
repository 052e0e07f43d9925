import { aborted } from "../time/aborted.ts";

/** A client that can open a connection of its own for a subscription. */
export interface SubscribingClient {
  readonly options?: { readonly socket?: object };
  duplicate(options: object): Subscriber;
}

interface Subscriber {
  on(event: string, listener: (reason?: unknown) => void): unknown;
  connect(): Promise<unknown>;
  subscribe(channel: string, listener?: () => void): Promise<unknown>;
  /** Of node-redis. */
  destroy?(): void;
  /** Of ioredis. */
  disconnect(): unknown;
}

/**
 * Whether a client can subscribe: a client of ioredis or node-redis for one server. Clients of
 * clusters, pools, and node-redis's sentinels cannot.
 */
export function canSubscribe(client: object): client is SubscribingClient {
  const isCluster = "masters" in client || ("isCluster" in client && client.isCluster === true);
  return "duplicate" in client && "subscribe" in client && !isCluster && !("getSentinelNode" in client);
}

/**
 * Opens a connection, subscribes to a channel, and calls `onMessage` once when it has subscribed,
 * and for each message. Closes the connection when `signal` aborts. Rejects if the connection fails
 * or is lost.
 */
export async function subscribe(
  client: SubscribingClient,
  channel: string,
  onMessage: () => void,
  signal: AbortSignal,
): Promise<void> {
  const isIoredis = "call" in client;
  const subscriber = client.duplicate(
    isIoredis
      ? { lazyConnect: true, retryStrategy: null }
      : { socket: { ...client.options?.socket, reconnectStrategy: false } },
  );
  const lost = new Promise<never>((_, reject) => {
    subscriber.on("error", reject);
    subscriber.on("close", () => reject(new Error("The connection of the subscription was closed.")));
  });
  const connected = subscriber.connect();

  async function listen(): Promise<void> {
    await connected;
    if (isIoredis) subscriber.on("message", onMessage);
    await subscriber.subscribe(channel, ...(isIoredis ? [] : [onMessage]));
    onMessage();
    await aborted(signal);
  }

  try {
    await Promise.race([listen(), lost, aborted(signal)]);
  } finally {
    // node-redis leaks a connection that is destroyed before it is established.
    const close = () => (isIoredis ? subscriber.disconnect() : subscriber.destroy?.());
    connected.then(close, close).catch(() => {});
  }
}
