import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from "jose";

/** The time of the tests, in seconds. */
export const NOW = 1_800_000_000;

/** An issuer of tokens. */
export interface TestIssuer {
  /** The public key. */
  readonly jwk: JWK;
  /** Signs these claims. `exp` and `iat` are set for five minutes from {@link NOW}. */
  sign(claims: Record<string, unknown>, header?: Partial<JWTHeaderParameters>): Promise<string>;
}

/** Creates an issuer with one key. */
export async function testIssuer(kid: string, alg = "ES256"): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    jwk: { ...(await exportJWK(publicKey)), kid },
    sign: (claims, header) =>
      new SignJWT({ iat: NOW, exp: NOW + 300, ...claims })
        .setProtectedHeader({ alg, kid, ...header })
        .sign(privateKey),
  };
}
