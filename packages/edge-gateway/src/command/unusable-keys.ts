import { createPublicKey } from "node:crypto";
import type { Caller } from "../policy/policy.ts";
import type { VerificationKey } from "../policy/verification-key.ts";

const MIN_RSA_BITS = 2_048;

/** Finds the keys in `jwks` that cannot verify any token, such as a key with a truncated member. */
export function unusableKeys({ name, tokens = [] }: Caller): readonly string[] {
  return tokens.flatMap(({ keySource }, rule) => {
    const keys = keySource.from === "policy" ? keySource.keys : [];
    return keys.flatMap((key, at) => {
      const fault = faultOf(key);
      return fault === undefined ? [] : [`policy callers.${name}.tokens[${rule}].jwks.keys[${at}] ${fault}`];
    });
  });
}

function faultOf(key: VerificationKey): string | undefined {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: { ...key }, format: "jwk" });
    const { modulusLength = MIN_RSA_BITS } = asymmetricKeyDetails ?? {};
    return modulusLength < MIN_RSA_BITS ? `must have at least ${MIN_RSA_BITS} bits` : undefined;
  } catch {
    return `is not a valid ${key.kty} key. Copy it from the issuer again`;
  }
}
