import { TokenError } from "../token/token-error.ts";
import { canSubscribe, subscribe } from "./redis-subscription.ts";
import { storeError, UNEXPECTED_REPLY } from "./store-error.ts";
import type { StoreEntry, TokenStore } from "./token-store.ts";

/**
 * A Redis client that {@link redisStore} accepts: of ioredis (single or cluster) or node-redis
 * (single, pool, cluster, or sentinel), or any object with a `sendCommand` that takes a command as
 * an array.
 */
export type RedisClient =
  | { call(name: string, ...args: string[]): PromiseLike<unknown> }
  | { sendCommand(command: string[]): PromiseLike<unknown> }
  | NodeRedisCluster
  | NodeRedisSentinel;

interface NodeRedisCluster {
  readonly masters: unknown;
  sendCommand(firstKey: string, isReadonly: boolean, command: string[]): PromiseLike<unknown>;
}

interface NodeRedisSentinel {
  getSentinelNode(): unknown;
  sendCommand(isReadonly: boolean, command: string[]): PromiseLike<unknown>;
}

/** Sends one command. `key` is the only key that the command uses. */
type Send = (key: string, command: string[]) => PromiseLike<unknown>;

/**
 * KEYS: entry. Returns the entry, stored as "issuedAt sealed", and how many milliseconds it has
 * left. The time is missing if the Redis user has no permission for PTTL.
 */
const READ = `
local entry = redis.call("GET", KEYS[1])
if not entry then return false end
local left = redis.pcall("PTTL", KEYS[1])
return {entry, type(left) == "number" and left}`;

/**
 * KEYS: entry. ARGV: sealed, issuedAt, ttl, the sealed text of the entry that may be replaced.
 *
 * Publishes the change to the processes that wait for it, if the Redis user may publish.
 */
const WRITE = `
local issued, sealed = string.match(redis.call("GET", KEYS[1]) or "", "^(%S+) (.*)$")
local at = issued and tonumber(issued)
if at and at > tonumber(ARGV[2]) and sealed ~= ARGV[4] then return 0 end
redis.call("SET", KEYS[1], ARGV[2] .. " " .. ARGV[1], "PX", ARGV[3])
redis.pcall("PUBLISH", KEYS[1], "written")
return 1`;

/**
 * KEYS: lock. ARGV: owner, lease. Idempotent, because a client may resend it after a lost
 * connection.
 */
const LOCK = `
if redis.call("GET", KEYS[1]) == ARGV[1] then return 1 end
if redis.call("SET", KEYS[1], ARGV[1], "NX", "PX", ARGV[2]) then return 1 end
return 0`;

/** KEYS: lock. ARGV: owner, channel. */
const UNLOCK = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
redis.call("DEL", KEYS[1])
redis.pcall("PUBLISH", ARGV[2], "released")
return 1`;

/**
 * Creates a {@link TokenStore} in Redis or Valkey. You connect the client, handle its errors, and
 * close it.
 *
 * Each operation is one round trip: an atomic script on one key. All keys start with `wakapay:` and
 * expire. The Redis user needs `GET`, `SET`, `DEL`, `PTTL`, and `EVAL` for them.
 *
 * While a process waits for the token of another one, a single client opens a second connection for
 * a subscription, which needs `PUBLISH` and `SUBSCRIBE` on the channels `wakapay:*`. Without them,
 * and with other clients, the process reads the store at short intervals.
 *
 * Throws `TokenError` with code `invalid_options` if `client` cannot send commands by itself.
 *
 * @example
 * const client = createClient({ url: process.env.REDIS_URL });
 * const wakapay = createTokenManager({ baseUrl, apiKey, apiSecret, store: redisStore(client) });
 */
export function redisStore(client: RedisClient): TokenStore {
  const send = senderFor(client);

  async function evaluate(script: string, key: string, ...args: string[]): Promise<unknown> {
    try {
      return await send(key, ["EVAL", script, "1", key, ...args]);
    } catch (error) {
      rethrow(error);
    }
  }

  return {
    async read(key) {
      const reply = await evaluate(READ, key);
      if (reply === null) return undefined;
      const [entry, ttlMs]: unknown[] = Array.isArray(reply) ? reply : [];
      if (typeof entry !== "string" || Number.isNaN(Number(ttlMs))) throw storeError(UNEXPECTED_REPLY);
      const sealed = entry.slice(entry.indexOf(" ") + 1);
      return ttlMs === null ? sealed : { sealed, ttlMs: Number(ttlMs) };
    },
    async write(key, { sealed, issuedAt, ttlMs, rejected = "" }: StoreEntry) {
      toFlag(await evaluate(WRITE, key, sealed, `${issuedAt}`, toMilliseconds(ttlMs), rejected));
    },
    async lock(key, owner, leaseMs) {
      return toFlag(await evaluate(LOCK, lockKey(key), owner, toMilliseconds(leaseMs)));
    },
    async unlock(key, owner) {
      toFlag(await evaluate(UNLOCK, lockKey(key), owner, key));
    },
    ...(canSubscribe(client) && {
      watch: (key, onChange, signal) => subscribe(client, key, onChange, signal).catch(rethrow),
    }),
  };
}

/**
 * The libraries' clients have `sendCommand` methods with different parameters. Only ioredis has
 * `call`.
 */
function senderFor(client: RedisClient): Send {
  if (typeof client !== "object" || client === null) throw notAClient();
  if ("call" in client) return (_, [name = "", ...args]) => client.call(name, ...args);
  if (!("sendCommand" in client)) throw notAClient();
  if ("masters" in client) return (key, command) => client.sendCommand(key, false, command);
  if ("getSentinelNode" in client) return (_, command) => client.sendCommand(false, command);
  // A legacy client takes a callback, and a MULTI only queues commands. Real clients have `isOpen`.
  if (("quit" in client || "exec" in client) && !("isOpen" in client)) throw notAClient();
  return (_, command) => client.sendCommand(command);
}

function notAClient(): TokenError {
  return new TokenError(
    "invalid_options",
    "`client` must be a client of node-redis or ioredis (not a legacy client and not a MULTI), or an object with `sendCommand(command)`.",
  );
}

/** Reads a reply that must be 0 or 1. Clients may map numbers to strings or to bigints. */
function toFlag(reply: unknown): boolean {
  if (reply === 1 || reply === "1" || reply === 1n) return true;
  if (reply === 0 || reply === "0" || reply === 0n) return false;
  throw storeError(UNEXPECTED_REPLY);
}

function rethrow(error: unknown): never {
  throw withReplyCode(error);
}

/** The message of an error reply starts with Redis's code, for example `NOPERM` or `READONLY`. */
function withReplyCode(error: unknown): unknown {
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  const [, code] = /^([A-Z]{2,20}) /.exec(hasMessage ? String(error.message) : "") ?? [];
  return code === undefined ? error : storeError(code);
}

function lockKey(key: string): string {
  return `${key}:lock`;
}

/** Redis accepts only whole numbers above zero. */
function toMilliseconds(ms: number): string {
  return `${Math.max(1, Math.ceil(ms))}`;
}
