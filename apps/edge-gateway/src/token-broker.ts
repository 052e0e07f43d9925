import { DurableObject } from "cloudflare:workers";
import type { AccessToken, TokenEvent, TokenRequest, TokenSource } from "@wakapay/auth-core";
import { type BrokerAnswer, type BrokerRequest, type BrokerState, packed } from "./broker-answer.ts";
import { brokerSource, type PairName } from "./broker-source.ts";
import { readUpstreamConfig } from "./config.ts";
import { logRejection } from "./log.ts";
import type { TokenEntry } from "./persisted.ts";
import { isAbandoned, isNoteworthy, renewalDueAt, retryDueAt } from "./renewal-ahead.ts";

const ASKED_AT = "asked at";

/**
 * The one owner of the token of an environment and origin: every isolate of the edge asks here, and WakaPay sees one exchange.
 *
 * What it keeps in memory is lost after some idle seconds and at each deployment, so the token is persisted too, encrypted.
 * An alarm renews it ahead of its end for as long as anybody asks.
 */
export class TokenBroker extends DurableObject<Env> {
  readonly #entry: TokenEntry;
  readonly #source: TokenSource;
  readonly #hasNext: boolean;
  #rejected: PairName | undefined;

  constructor(state: DurableObjectState, bindings: Env) {
    super(state, bindings);
    const { entry, source, hasNext } = brokerSource({
      config: () => readUpstreamConfig(bindings),
      storage: state.storage,
      onEvent: (event, pair) => this.#note(event, pair),
    });
    this.#entry = entry;
    this.#source = source;
    this.#hasNext = hasNext;
  }

  /** Answers a token, or why there is none; never throws. Additive: members of both sides are only ever added. */
  async token({ offered, ...request }: BrokerRequest = {}): Promise<BrokerAnswer> {
    const answer = await packed(
      this.#source,
      offered === undefined ? request : await this.#persist(offered).catch(() => request),
    );
    if (answer.ok) await this.#keepRenewing(answer.token).catch(() => {});
    return this.#rejected === "current" && !this.#hasNext ? { ...answer, onlyPairRejected: true } : answer;
  }

  /** What the broker knows of itself, without asking WakaPay. */
  async state(): Promise<BrokerState> {
    const { storage } = this.ctx;
    const [kept, renewalAt, askedAt] = await Promise.all([
      this.#entry.get().catch(() => undefined),
      storage.getAlarm(),
      storage.get<number>(ASKED_AT),
    ]);
    return {
      ...(kept && {
        token: { issuedAt: kept.issuedAt, expiresAt: kept.expiresAt, fingerprint: kept.fingerprint ?? "" },
      }),
      ...(renewalAt !== null && { renewalAt }),
      ...(askedAt !== undefined && { askedAt }),
      ...(this.#rejected && { rejected: this.#rejected }),
    };
  }

  /** Renews ahead and sets the next alarm whatever came of it, unless nobody asks any more or WakaPay rejects the credentials. */
  override async alarm(): Promise<void> {
    const { storage } = this.ctx;
    const kept = await this.#entry.get();
    if (kept === undefined) return;
    const askedAt = (await storage.get<number>(ASKED_AT)) ?? 0;
    if (isAbandoned(kept, askedAt, Date.now())) return;
    if (Date.now() < renewalDueAt(kept)) return storage.setAlarm(renewalDueAt(kept));
    const answer = await packed(this.#source, { endingAfter: kept.expiresAt });
    const renewed = answer.ok && answer.token.expiresAt > kept.expiresAt ? answer.token : undefined;
    if (renewed !== undefined) return storage.setAlarm(renewalDueAt(renewed));
    if (this.#rejected === undefined) return storage.setAlarm(retryDueAt(kept, Date.now()));
  }

  /** Persists a token that an isolate got by itself, unless a later one is there; says what to ask so that memory takes it up. */
  async #persist(offered: AccessToken): Promise<TokenRequest> {
    const kept = await this.#entry.get();
    if (kept !== undefined && kept.issuedAt >= offered.issuedAt) return {};
    await this.#entry.put(offered);
    return { endingAfter: offered.expiresAt - 1 };
  }

  async #keepRenewing(token: AccessToken): Promise<void> {
    const { storage } = this.ctx;
    const at = Date.now();
    if (isNoteworthy(token, (await storage.get<number>(ASKED_AT)) ?? 0, at)) await storage.put(ASKED_AT, at);
    if ((await storage.getAlarm()) === null && this.#rejected === undefined)
      await storage.setAlarm(renewalDueAt(token));
  }

  #note(event: TokenEvent, pair: PairName): void {
    if (logRejection(event, pair)) this.#rejected = pair;
    else if (event.type === "issued") this.#rejected = undefined;
  }
}
