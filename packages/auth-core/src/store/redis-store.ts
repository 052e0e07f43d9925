import { TokenError } from "../token/token-error.ts";
import type { StoreEntry, TokenStore } from "./token-store.ts";

/**
 * What is asked of a Redis client: to send a command as it is. A client of node-redis and one of ioredis both fit, single,
 * pooled or (ioredis) for a cluster. For any other, wrap what it has: `{ sendCommand: (command) => … }`.
 */
export type RedisClient =
  | { sendCommand(command: string[]): PromiseLike<unknown> }
  | { call(name: string, ...args: string[]): PromiseLike<unknown> };

/** KEYS: lock; ARGV: owner, lease. Idempotent, since a client may send it again after its connection broke. */
const LOCK = `
if redis.call("GET", KEYS[1]) == ARGV[1] then return 1 end
if redis.call("SET", KEYS[1], ARGV[1], "NX", "PX", ARGV[2]) then return 1 end
return 0`;

/** KEYS: lock; ARGV: owner. */
const UNLOCK = `
if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end
return 0`;

/** KEYS: entry; ARGV: sealed, time of issue, life, the refused sealed. An entry is kept as «issued sealed». */
const WRITE = `
local issued, sealed = string.match(redis.call("GET", KEYS[1]) or "", "^(%S+) (.*)$")
local at = issued and tonumber(issued)
if at and at > tonumber(ARGV[2]) and sealed ~= ARGV[4] then return 0 end
redis.call("SET", KEYS[1], ARGV[2] .. " " .. ARGV[1], "PX", ARGV[3])
return 1`;

/**
 * A {@link TokenStore} in Redis or Valkey, over a client of yours: connect it, handle its errors and close it yourself.
 *
 * Every method is one round trip, and every change one atomic script on one key, so that a cluster serves as well. All keys
 * start with `wakapay:`; the user needs `GET`, `SET`, `DEL` and `EVAL` on them. Entries and locks end by themselves. Throws
 * `invalid_options` for what is no client.
 */
export function redisStore(client: RedisClient): TokenStore {
  const send = sender(client);

  return {
    async read(key) {
      const kept = await send("GET", key);
      return typeof kept === "string" ? kept.slice(kept.indexOf(" ") + 1) : undefined;
    },
    async write(key, { sealed, issuedAt, ttlMs, rejected = "" }: StoreEntry) {
      await send("EVAL", WRITE, "1", key, sealed, `${issuedAt}`, milliseconds(ttlMs), rejected);
    },
    async lock(key, owner, leaseMs) {
      return Number(await send("EVAL", LOCK, "1", lockOf(key), owner, milliseconds(leaseMs))) === 1;
    },
    async unlock(key, owner) {
      await send("EVAL", UNLOCK, "1", lockOf(key), owner);
    },
  };
}

/** An ioredis client has a `sendCommand` too, of another shape, so `call` is looked for first. */
function sender(client: RedisClient): (name: string, ...args: string[]) => PromiseLike<unknown> {
  if (typeof client === "object" && client !== null) {
    if ("call" in client) return (...command) => client.call(...command);
    if ("sendCommand" in client) return (...command) => client.sendCommand(command);
  }
  throw new TokenError(
    "invalid_options",
    "client must be one of node-redis or ioredis, or have a sendCommand",
  );
}

function lockOf(key: string): string {
  return `${key}:lock`;
}

/** Redis takes whole numbers above zero. */
function milliseconds(ms: number): string {
  return `${Math.max(1, Math.ceil(ms))}`;
}
