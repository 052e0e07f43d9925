import { DurableObject } from "cloudflare:workers";
import type { AccessToken } from "@wakapay/auth-core";
import { readUpstreamConfig } from "../config/upstream-config.ts";
import { type BrokerReply, type BrokerRequest, type BrokerState, toReply } from "./broker-protocol.ts";
import { type BrokerSource, createBrokerSource } from "./broker-source.ts";
import { isIdle, isOverdue, renewalDueAt, retryDueAt, shouldRecordUse } from "./renewal-schedule.ts";

const ASKED_AT = "asked at";

/**
 * Owns the token of an environment and base URL. Every isolate requests it here, so WakaPay sees
 * one exchange.
 *
 * Memory is lost after about ten idle seconds and at each deployment, so the token is also stored,
 * encrypted. While isolates request the token, an alarm renews it before they would wait for it.
 *
 * The constructor throws if the version that it runs in is not configured. Isolates then exchange
 * directly.
 */
export class TokenBroker extends DurableObject<Env> {
  readonly #tokens: BrokerSource;

  constructor(state: DurableObjectState, bindings: Env) {
    super(state, bindings);
    this.#tokens = createBrokerSource(readUpstreamConfig(bindings), state.storage);
  }

  /** Returns a token, or why there is none. Never rejects. */
  async token(request: BrokerRequest = {}): Promise<BrokerReply> {
    const reply = await toReply(this.#tokens.source, request);
    if (reply.ok) await this.#scheduleRenewal(reply.token).catch(() => {});
    return reply;
  }

  /** Returns the broker's state. Makes no request to WakaPay. */
  async state(): Promise<BrokerState> {
    const { storage } = this.ctx;
    const [token, renewalAt, askedAt, rejection] = await Promise.all([
      this.#tokens.storedToken(),
      storage.getAlarm(),
      storage.get<number>(ASKED_AT),
      this.#tokens.rejection(),
    ]);
    return {
      token: token && {
        issuedAt: token.issuedAt,
        expiresAt: token.expiresAt,
        fingerprint: token.fingerprint,
      },
      renewalAt: renewalAt ?? undefined,
      askedAt,
      rejected: rejection?.pair,
    };
  }

  /**
   * Renews the token and sets the next alarm, unless no isolate requests it or WakaPay rejected all
   * credentials.
   */
  override async alarm(): Promise<void> {
    const { storage } = this.ctx;
    const askedAt = (await storage.get<number>(ASKED_AT)) ?? 0;
    const stored = await this.#tokens.storedToken();
    if (stored === undefined || isIdle(stored, askedAt, Date.now())) return;
    if (Date.now() < renewalDueAt(stored)) return storage.setAlarm(renewalDueAt(stored));
    const reply = await toReply(this.#tokens.source, { minExpiresAt: stored.expiresAt });
    if (reply.ok && reply.token.expiresAt > stored.expiresAt)
      return storage.setAlarm(renewalDueAt(reply.token));
    const rejection = await this.#tokens.rejection();
    if (!rejection?.isCoolingDown) return storage.setAlarm(retryDueAt(stored, Date.now()));
  }

  /** Sets the alarm if it is missing, did not run, or is later than this token's renewal. */
  async #scheduleRenewal(token: AccessToken): Promise<void> {
    const { storage } = this.ctx;
    const now = Date.now();
    const askedAt = (await storage.get<number>(ASKED_AT)) ?? 0;
    if (shouldRecordUse(token, askedAt, now)) await storage.put(ASKED_AT, now);
    const dueAt = renewalDueAt(token);
    const alarmAt = await storage.getAlarm();
    if (alarmAt === null || isOverdue(alarmAt, now)) {
      const rejection = await this.#tokens.rejection();
      if (!rejection?.isCoolingDown) await storage.setAlarm(Math.max(dueAt, now));
    } else if (now < dueAt && dueAt < alarmAt) {
      // If the renewal is due already, the alarm has run, and is set for the retry.
      await storage.setAlarm(dueAt);
    }
  }
}
