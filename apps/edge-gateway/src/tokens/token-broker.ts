import { DurableObject } from "cloudflare:workers";
import type { AccessToken, TokenRequest } from "@wakapay/auth-core";
import { readUpstreamConfig } from "../config/upstream-config.ts";
import { type BrokerAnswer, type BrokerRequest, type BrokerState, packed } from "./broker-protocol.ts";
import { type BrokerSource, brokerSource, type Rejection } from "./broker-source.ts";
import { isAbandoned, isNoteworthy, renewalDueAt, retryDueAt } from "./renewal-schedule.ts";

const ASKED_AT = "asked at";

/**
 * The one owner of the token of an environment and origin: every isolate of the edge asks here, and WakaPay sees one exchange.
 *
 * What it keeps in memory is lost after some idle seconds and at each deployment, so the token is persisted too, encrypted.
 * An alarm renews it ahead of its end for as long as anybody asks. Where the version that it runs in is not configured it is
 * not made at all, and the isolates of another get on as without a broker.
 */
export class TokenBroker extends DurableObject<Env> {
  readonly #tokens: BrokerSource;

  constructor(state: DurableObjectState, bindings: Env) {
    super(state, bindings);
    this.#tokens = brokerSource(readUpstreamConfig(bindings), state.storage);
  }

  /** Answers a token, or why there is none; never throws. Additive: members of both sides are only ever added. */
  async token({ offered, ...request }: BrokerRequest = {}): Promise<BrokerAnswer> {
    const answer = await packed(this.#tokens.source, offered ? await this.#persist(offered) : request);
    const rejection = await this.#tokens.rejection();
    if (answer.ok) await this.#keepRenewing(answer.token, rejection).catch(() => {});
    // Where there is a next pair, it is the last one.
    return rejection?.pair === "current" ? { ...answer, onlyPairRejected: true } : answer;
  }

  /** What the broker knows of itself, without asking WakaPay. */
  async state(): Promise<BrokerState> {
    const { storage } = this.ctx;
    const [kept, renewalAt, askedAt, rejection] = await Promise.all([
      this.#tokens.entry.get(),
      storage.getAlarm(),
      storage.get<number>(ASKED_AT),
      this.#tokens.rejection(),
    ]);
    return {
      token: kept && { issuedAt: kept.issuedAt, expiresAt: kept.expiresAt, fingerprint: kept.fingerprint },
      renewalAt: renewalAt ?? undefined,
      askedAt,
      rejected: rejection?.pair,
    };
  }

  /** Renews ahead and sets the next alarm whatever came of it, unless nobody asks any more or rejected credentials cool down. */
  override async alarm(): Promise<void> {
    const { storage } = this.ctx;
    const askedAt = (await storage.get<number>(ASKED_AT)) ?? 0;
    const kept = await this.#tokens.entry.get();
    if (kept === undefined || isAbandoned(kept, askedAt, Date.now())) return;
    if (Date.now() < renewalDueAt(kept)) return storage.setAlarm(renewalDueAt(kept));
    const answer = await packed(this.#tokens.source, { minExpiresAt: kept.expiresAt });
    if (answer.ok && answer.token.expiresAt > kept.expiresAt)
      return storage.setAlarm(renewalDueAt(answer.token));
    const rejection = await this.#tokens.rejection();
    if (!rejection?.leftMs) return storage.setAlarm(retryDueAt(kept, Date.now()));
  }

  /** Persists a token that an isolate got by itself, unless a later one is there; says what to ask so that memory takes it up. */
  async #persist(offered: AccessToken): Promise<TokenRequest> {
    const kept = await this.#tokens.entry.get();
    if ((kept?.issuedAt ?? 0) >= offered.issuedAt) return {};
    await this.#tokens.entry.put(offered);
    return { minExpiresAt: offered.expiresAt - 1 };
  }

  /** Sets the alarm where none is set, or where this token is due before it comes; it is never put off here. */
  async #keepRenewing(token: AccessToken, rejection: Rejection | undefined): Promise<void> {
    const { storage } = this.ctx;
    const at = Date.now();
    if (isNoteworthy(token, (await storage.get<number>(ASKED_AT)) ?? 0, at)) await storage.put(ASKED_AT, at);
    const due = renewalDueAt(token);
    const alarmAt = await storage.getAlarm();
    // Where the token is due already, the alarm has come for it, and is set for the next try.
    if (alarmAt === null ? !rejection?.leftMs : at < due && due < alarmAt) await storage.setAlarm(due);
  }
}
