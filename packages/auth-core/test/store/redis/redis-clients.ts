import type { RedisClient } from "../../../src/store/redis-store.ts";

/** A connected client of one library. */
export interface ConnectedClient extends Disposable {
  readonly client: RedisClient;
  /** Resolves when Redis replies, including after a lost connection. */
  ping(): Promise<unknown>;
  send(command: string, ...args: string[]): Promise<unknown>;
}

/** A user of Redis, if not the default one. */
interface RedisUser {
  readonly username: string;
  readonly password: string;
}

/** Connects with each library that `redisStore` supports. Each is loaded only when it is used. */
export const clients = {
  async "node-redis"(port: number, user: Partial<RedisUser> = {}): Promise<ConnectedClient> {
    const { createClient } = await import("redis");
    const client = createClient({ ...user, socket: { host: "127.0.0.1", port, reconnectStrategy: 20 } });
    client.on("error", () => {});
    await client.connect();
    return {
      client,
      ping: () => client.ping(),
      send: (...command) => client.sendCommand(command),
      [Symbol.dispose]: () => client.destroy(),
    };
  },
  async ioredis(port: number, user: Partial<RedisUser> = {}): Promise<ConnectedClient> {
    const { Redis } = await import("ioredis");
    const client = new Redis({
      ...user,
      host: "127.0.0.1",
      port,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    });
    client.on("error", () => {});
    await client.ping();
    return {
      client,
      ping: () => client.ping(),
      send: (command, ...args) => client.call(command, ...args),
      [Symbol.dispose]: () => client.disconnect(),
    };
  },
} as const;

/** The names of the libraries. */
export const libraries = Object.keys(clients) as (keyof typeof clients)[];
