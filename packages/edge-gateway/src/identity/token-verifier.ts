import type { JWTPayload } from "jose";
import { JOSEError, JWSSignatureVerificationFailed, JWTClaimValidationFailed, JWTExpired } from "jose/errors";
import { jwtVerify } from "jose/jwt/verify";
import type { Refusal } from "../http/request-log.ts";
import type { Caller, Callers } from "../policy/policy.ts";
import type { TokenRule } from "../policy/token-rule.ts";
import { ALGORITHM_OF, type VerificationKey } from "../policy/verification-key.ts";
import { type CredentialLog, refuse } from "./credential-log.ts";
import { createKeyFinder, type FindKey, type IssuerRuntime } from "./issuer-keys.ts";
import { readToken } from "./read-token.ts";

const MAX_LENGTH = 8_192;
const SKEW_SECONDS = 60;
/** How many verified tokens an isolate remembers, and for how long at most. */
const MAX_VERIFIED = 1_000;
const VERIFIED_MS = 300_000;
const ALGORITHMS: readonly string[] = Object.values(ALGORITHM_OF);
/** Refusals that say that another set of keys may have signed the token. */
const OTHER_KEY: readonly Refusal[] = ["signing key unknown", "signature wrong"];

/** A rule, and the caller that it authenticates. */
interface CallerRule extends TokenRule {
  readonly caller: Caller;
}

/** The rules of one issuer and one set of keys. */
interface Trust {
  readonly issuer: string;
  readonly findKey: FindKey;
  readonly rules: readonly CallerRule[];
}

/** Rules that a verified token matches, and its claims; or why the token is refused. */
type Verdict =
  | { readonly claims: JWTPayload; readonly rules: readonly CallerRule[] }
  | { readonly refused: Refusal };

/** Returns the caller of a token (JWT), or `undefined` if the token is not valid for any. */
export type VerifyToken = (token: string, log: CredentialLog) => Promise<Caller | undefined>;

/**
 * Creates the function that verifies tokens of identity providers.
 *
 * The policy decides which issuers, algorithms, and keys are used. The header of a token selects
 * only among them: `jku`, `x5u`, `jwk`, and `x5c` are ignored. A token that matches the rules of
 * two callers is refused. Throws `issuer_unreachable` if the keys could not be loaded yet.
 *
 * An isolate remembers verified tokens by their text, for up to 5 minutes.
 *
 * @example
 * const caller = await verifyToken("eyJ…", log);
 */
export function createTokenVerifier(callers: Callers, runtime: IssuerRuntime = {}): VerifyToken {
  const { now = Date.now } = runtime;
  const trusts = trustsOf(callers, runtime);
  const verified = new Map<string, { readonly caller: Caller; readonly until: number }>();

  async function verify(token: string): Promise<Verdict> {
    if (token.length > MAX_LENGTH) return { refused: "token too large" };
    const unverified = readToken(token);
    if (unverified === undefined) return { refused: "token malformed" };
    const { alg, kid, issuer } = unverified;
    if (!ALGORITHMS.includes(alg)) return { refused: "algorithm not allowed" };
    const verdicts: Verdict[] = [];
    for (const trust of trusts.filter((trust) => trust.issuer === issuer)) {
      const key = await trust.findKey(kid, alg);
      verdicts.push(key ? await verifyWith(key, token, alg, trust) : { refused: "signing key unknown" });
    }
    return combine(verdicts);
  }

  /** Verifies a token with one key, and finds the rules that it matches. */
  async function verifyWith(
    key: VerificationKey,
    token: string,
    alg: string,
    trust: Trust,
  ): Promise<Verdict> {
    try {
      const { payload: claims } = await jwtVerify(token, key, {
        algorithms: [alg],
        issuer: trust.issuer,
        audience: [...new Set(trust.rules.map(({ audience }) => audience))],
        requiredClaims: ["exp", "iat"],
        clockTolerance: SKEW_SECONDS,
        currentDate: new Date(now()),
      });
      if (Number(claims.iat) > now() / 1_000 + SKEW_SECONDS) return { refused: "token not yet valid" };
      const rules = trust.rules.filter((rule) => matches(claims, rule));
      return rules.length === 0 ? { refused: "no caller matches" } : { claims, rules };
    } catch (error) {
      return { refused: refusalOf(error) };
    }
  }

  return async (token, log) => {
    const known = verified.get(token);
    if (known !== undefined && now() < known.until) return known.caller;
    const verdict = await verify(token);
    if ("refused" in verdict) return refuse(log, verdict.refused);
    const caller = callerOf(verdict);
    if (typeof caller === "string") return refuse(log, caller);
    const [oldest] = verified.keys();
    if (oldest !== undefined && verified.size >= MAX_VERIFIED) verified.delete(oldest);
    const endsAt = (Number(verdict.claims.exp) + SKEW_SECONDS) * 1_000;
    verified.set(token, { caller, until: Math.min(endsAt, now() + VERIFIED_MS) });
    return caller;
  };
}

/** Groups the rules of all callers by issuer and set of keys. */
function trustsOf(callers: Callers, runtime: IssuerRuntime): readonly Trust[] {
  const rules = [...callers.values()].flatMap((caller) =>
    (caller.tokens ?? []).map((rule): CallerRule => ({ ...rule, caller })),
  );
  const groups = Map.groupBy(rules, ({ issuer, keySource }) => JSON.stringify([issuer, keySource]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { issuer, keySource } = first;
    return [{ issuer, findKey: createKeyFinder(issuer, keySource, runtime), rules: group }];
  });
}

/** Whether a token has the audience of a rule, and each of its claims. */
function matches(token: JWTPayload, { audience, claims }: TokenRule): boolean {
  return (
    isOneOf(token.aud, [audience]) &&
    claims.every(([name, values]) => Object.hasOwn(token, name) && isOneOf(token[name], values))
  );
}

/** Whether a claim is one of these values, or a list that contains one. */
function isOneOf(claim: unknown, values: readonly string[]): boolean {
  return [claim].flat().some((item) => typeof item === "string" && values.includes(item));
}

/** Merges the verdicts of several sets of keys for the same issuer. */
function combine(verdicts: readonly Verdict[]): Verdict {
  const [first, ...others] = verdicts.filter((verdict) => "rules" in verdict);
  if (first !== undefined) {
    return { claims: first.claims, rules: [...first.rules, ...others.flatMap(({ rules }) => rules)] };
  }
  const refusals = verdicts.flatMap((verdict) => ("refused" in verdict ? [verdict] : []));
  const isOwnKey = ({ refused }: { refused: Refusal }) => !OTHER_KEY.includes(refused);
  return refusals.find(isOwnKey) ?? refusals[0] ?? { refused: "issuer unknown" };
}

/** Returns the one caller of a verified token, or why there is none. */
function callerOf({ claims, rules }: Extract<Verdict, { rules: unknown }>): Caller | Refusal {
  const [caller, ...others] = new Set(rules.map((rule) => rule.caller));
  if (caller === undefined) return "no caller matches";
  if (others.length > 0) return "several callers match";
  const lifetime = Number(claims.exp) - Number(claims.iat);
  const isShort = rules.some(({ maxLifetimeSeconds }) => lifetime <= maxLifetimeSeconds);
  return isShort ? caller : "lifetime too long";
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof JWTExpired) return "token expired";
  if (error instanceof JWSSignatureVerificationFailed) return "signature wrong";
  if (error instanceof JWTClaimValidationFailed) {
    if (error.reason === "missing") return "claim missing";
    if (error.claim === "aud") return "audience wrong";
    if (error.claim === "nbf") return "token not yet valid";
  }
  return error instanceof JOSEError ? "token malformed" : "signing key unusable";
}
