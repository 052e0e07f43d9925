import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";

/** The issuer of the policy. */
export const TOKEN_ISSUER = "https://issuer.test";
const AUDIENCE = "https://gateway.test";
export const OTHER_ENVIRONMENT = "https://production.gateway.test";
/** The time of the start, in seconds. */
export const NOW: number = Math.floor(Date.now() / 1_000);
const KID = "attacked-1";

type Members = Readonly<Record<string, unknown>>;
type Sign = (claims?: Members, header?: Members) => string;

/** The tokens that an attacker can have. Members with the value `undefined` are left out. */
export interface AttackerTokens {
  /** Signs claims with the issuer's key. By default, those of the caller `wide`. */
  readonly sign: Sign;
  /** Signs any text as the payload, and any text as the header. */
  readonly signText: (payload: string, header?: string) => string;
  /** Returns the text of the claims. */
  readonly text: (claims: Members) => string;
  /** Returns a token without a signature. */
  readonly unsigned: (header: Members) => string;
  /** Signs with the issuer's public key as the secret of an HMAC. */
  readonly signHs256: () => string;
  /** A key of the attacker. */
  readonly thief: { readonly sign: Sign; readonly jwk: JsonWebKey; readonly url: string };
}

/** The issuer of the attacked gateway's policy. */
export interface TokenIssuer {
  /** The rule of a caller that requires these claims. */
  ruleFor(claims: Members): object;
  readonly tokens: AttackerTokens;
}

/**
 * Creates an issuer with one key. `thiefUrl` is an address that the gateway must not request.
 */
export function createTokenIssuer(thiefUrl: string): TokenIssuer {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const thief = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...own.publicKey.export({ format: "jwk" }), kid: KID };

  function text(claims: Members): string {
    const all = {
      iss: TOKEN_ISSUER,
      aud: AUDIENCE,
      sub: "service:wide",
      iat: NOW,
      exp: NOW + 300,
      ...claims,
    };
    return JSON.stringify(all);
  }

  return {
    ruleFor: (claims) => ({ issuer: TOKEN_ISSUER, audience: AUDIENCE, claims, jwks: { keys: [jwk] } }),
    tokens: {
      sign: (claims = {}, header) => signed(headerText(header), text(claims), own.privateKey),
      signText: (payload, header = headerText()) => signed(header, payload, own.privateKey),
      text,
      unsigned: (header) => `${input(headerText(header), text({}))}.`,
      signHs256() {
        const unsigned = input(headerText({ alg: "HS256" }), text({}));
        const secret = own.publicKey.export({ format: "pem", type: "spki" });
        return `${unsigned}.${createHmac("sha256", secret).update(unsigned).digest("base64url")}`;
      },
      thief: {
        sign: (claims = {}, header) => signed(headerText(header), text(claims), thief.privateKey),
        jwk: thief.publicKey.export({ format: "jwk" }),
        url: thiefUrl,
      },
    },
  };
}

function headerText(header: Members = {}): string {
  return JSON.stringify({ alg: "ES256", kid: KID, ...header });
}

function input(header: string, payload: string): string {
  return [header, payload].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

function signed(header: string, payload: string, key: KeyObject): string {
  const unsigned = input(header, payload);
  const signature = sign("sha256", Buffer.from(unsigned), { key, dsaEncoding: "ieee-p1363" });
  return `${unsigned}.${signature.toString("base64url")}`;
}
