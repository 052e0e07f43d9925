import * as v from "valibot";
import { byName, list, messageOf, objectMessage, text, wholeNumber } from "./schema-parts.ts";
import { type VerificationKey, verificationKeySchema } from "./verification-key.ts";

const AUDIENCE = /^[\x21-\x7e]{1,512}$/;
const CLAIM_NAME = /^[\x21-\x7e]{1,128}$/;
const CLAIM_VALUE = /^[^\p{C}]{1,512}$/u;
const ACCESS_TEAM = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Members of a JWK that make it a private or a symmetric key. */
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

const KEY_SET = 'an object that contains the list: { "keys": [...] }';

const DEFAULT_LIFETIME_SECONDS = 3_600;
/** Access issues tokens for the duration of a session: by default, one day. */
const ACCESS_LIFETIME_SECONDS = 86_400;

const CLAIM = "must be a text or a list of texts";
const claimSchema = v.union(
  [
    text(CLAIM_VALUE, CLAIM),
    v.pipe(v.array(text(CLAIM_VALUE, CLAIM), CLAIM), v.nonEmpty("must not be an empty list")),
  ],
  CLAIM,
);

/** The schema of a rule: the tokens that authenticate a caller. */
export const tokenRuleSchema = v.pipe(
  v.strictObject(
    {
      /** The claim `iss`. Its keys come from its discovery document, or from `jwks`. */
      issuer: v.optional(text(AUDIENCE, "must be a URL such as https://issuer.example")),
      /** The team of Cloudflare Access, in place of `issuer`. */
      cloudflareAccess: v.optional(
        text(ACCESS_TEAM, "must be the name of a team: acme for acme.cloudflareaccess.com"),
      ),
      audience: text(AUDIENCE, "must be the audience that the tokens are issued for"),
      claims: v.pipe(
        byName(text(CLAIM_NAME, "must be the name of a claim"), claimSchema),
        v.check((claims) => Object.keys(claims).length > 0, "must contain at least one claim, such as sub"),
      ),
      maxLifetimeSeconds: v.optional(wholeNumber(60, 86_400)),
      /** The public keys of an issuer that the gateway cannot reach. */
      jwks: v.optional(
        v.pipe(
          v.unknown(),
          v.check((jwks) => !Array.isArray(jwks), `must be ${KEY_SET}`),
          v.strictObject(
            {
              keys: list(
                v.pipe(
                  v.unknown(),
                  v.check(
                    (key) => !PRIVATE.some((name) => Object.hasOwn(Object(key), name)),
                    "must not contain a private key",
                  ),
                  verificationKeySchema,
                ),
              ),
            },
            messageOf(KEY_SET),
          ),
        ),
      ),
    },
    objectMessage,
  ),
  v.check(
    ({ issuer, cloudflareAccess }) => (issuer === undefined) !== (cloudflareAccess === undefined),
    "must contain either issuer or cloudflareAccess",
  ),
  v.check(
    ({ cloudflareAccess, jwks }) => cloudflareAccess === undefined || jwks === undefined,
    "must not contain jwks: cloudflareAccess has its own keys",
  ),
  v.check(
    ({ issuer, jwks }) => issuer === undefined || jwks !== undefined || isHttpsUrl(issuer),
    "must have an https issuer without query and fragment, or jwks",
  ),
);

/** The source of an issuer's keys. */
export type KeySource =
  | { readonly from: "discovery" }
  | { readonly from: "url"; readonly url: string }
  | { readonly from: "policy"; readonly keys: readonly VerificationKey[] };

/** The tokens that authenticate a caller. */
export interface TokenRule {
  readonly issuer: string;
  readonly keySource: KeySource;
  /** Whether the token is also read from the header that Cloudflare Access sets. */
  readonly isAccess: boolean;
  readonly audience: string;
  /** The allowed values of each claim. */
  readonly claims: readonly (readonly [name: string, values: readonly string[]])[];
  /** The longest time between `iat` and `exp`. */
  readonly maxLifetimeSeconds: number;
}

/** Reads a rule of a policy. */
export function readTokenRule(rule: v.InferOutput<typeof tokenRuleSchema>): TokenRule {
  const { issuer = "", cloudflareAccess, audience, jwks } = rule;
  const isAccess = cloudflareAccess !== undefined;
  const accessOrigin = `https://${cloudflareAccess}.cloudflareaccess.com`;
  const claims = Object.entries(rule.claims).map(([name, value]) => [name, [value].flat()] as const);
  return {
    issuer: isAccess ? accessOrigin : issuer,
    keySource: jwks
      ? { from: "policy", keys: jwks.keys }
      : isAccess
        ? { from: "url", url: `${accessOrigin}/cdn-cgi/access/certs` }
        : { from: "discovery" },
    isAccess,
    audience,
    claims,
    maxLifetimeSeconds:
      rule.maxLifetimeSeconds ?? (isAccess ? ACCESS_LIFETIME_SECONDS : DEFAULT_LIFETIME_SECONDS),
  };
}

function isHttpsUrl(issuer: string): boolean {
  return URL.canParse(issuer) && new URL(issuer).protocol === "https:" && !/[?#@]/.test(issuer);
}
