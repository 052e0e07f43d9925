import type { AccessToken } from "@wakapay/auth-core";
import type { AccountConfig } from "../config/account-config.ts";
import { type BrokerReply, type BrokerRequest, type BrokerState, toReply } from "./broker-protocol.ts";
import { createBrokerSource } from "./broker-source.ts";
import type { EntryStorage } from "./encrypted-entry.ts";
import { isIdle, isOverdue, renewalDueAt, retryDueAt, shouldRecordUse } from "./renewal-schedule.ts";
import type { TokenRuntime } from "./token-runtime.ts";

const ASKED_AT = "asked at";

/** The part of a Durable Object's storage that a broker needs. */
export interface BrokerStorage extends EntryStorage {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
}

/** What {@link TokenBroker} does, on any storage and in any time. */
export interface Broker {
  /** Returns a token, or why there is none. Never rejects. */
  token(request?: BrokerRequest): Promise<BrokerReply>;
  /** Returns the broker's state. Makes no request to WakaPay. */
  state(): Promise<BrokerState>;
  /**
   * Renews the token and sets the next alarm, unless no isolate requests it or WakaPay rejected all
   * credentials.
   */
  alarm(): Promise<void>;
}

/**
 * Creates a broker: the token of an account. Every isolate requests it here, so
 * WakaPay sees one exchange.
 *
 * The token is also stored, encrypted, because memory may be lost. While isolates request the
 * token, an alarm renews it before they would wait for it.
 */
export function createBroker(
  config: AccountConfig,
  storage: BrokerStorage,
  runtime: TokenRuntime = {},
): Broker {
  const tokens = createBrokerSource(config, storage, runtime);
  const { now = Date.now } = runtime;

  /** Returns when an isolate last requested a token, or 0. */
  async function readAskedAt(): Promise<number> {
    return Number((await storage.get(ASKED_AT)) ?? 0);
  }

  /** Sets the alarm if it is missing, did not run, or is later than this token's renewal. */
  async function scheduleRenewal(token: AccessToken): Promise<void> {
    const at = now();
    const askedAt = await readAskedAt();
    if (shouldRecordUse(token, askedAt, at)) await storage.put(ASKED_AT, at);
    const dueAt = renewalDueAt(token);
    const alarmAt = await storage.getAlarm();
    if (alarmAt === null || isOverdue(alarmAt, at)) {
      const rejection = await tokens.rejection();
      if (!rejection?.isCoolingDown) await storage.setAlarm(Math.max(dueAt, at));
    } else if (at < dueAt && dueAt < alarmAt) {
      // If the renewal is due already, the alarm has run, and is set for the retry.
      await storage.setAlarm(dueAt);
    }
  }

  return {
    async token(request = {}) {
      const reply = await toReply(tokens.source, request, now);
      if (reply.ok) await scheduleRenewal(reply.token).catch(() => {});
      return reply;
    },
    async state() {
      const [token, pair, renewalAt, askedAt, rejection] = await Promise.all([
        tokens.storedToken(),
        tokens.acceptedPair(),
        storage.getAlarm(),
        readAskedAt(),
        tokens.rejection(),
      ]);
      return {
        token: token && {
          issuedAt: token.issuedAt,
          expiresAt: token.expiresAt,
          fingerprint: token.fingerprint,
        },
        pair: token && pair,
        renewalAt: renewalAt ?? undefined,
        askedAt: askedAt || undefined,
        rejected: rejection?.pair,
      };
    },
    async alarm() {
      const askedAt = await readAskedAt();
      const stored = await tokens.storedToken();
      if (stored === undefined || isIdle(stored, askedAt, now())) return;
      if (now() < renewalDueAt(stored)) return storage.setAlarm(renewalDueAt(stored));
      const reply = await toReply(tokens.source, { minExpiresAt: stored.expiresAt }, now);
      // A token that could not be stored is newer than the stored one, and may be due itself.
      if (reply.ok && now() < renewalDueAt(reply.token)) return storage.setAlarm(renewalDueAt(reply.token));
      const rejection = await tokens.rejection();
      if (!rejection?.isCoolingDown) return storage.setAlarm(retryDueAt(stored, now()));
    },
  };
}
