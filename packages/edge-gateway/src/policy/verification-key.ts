import * as v from "valibot";
import { objectMessage, text } from "./schema-parts.ts";

const part = text(/^[\w-]+$/, "must be base64url");
const is = <const Text extends string>(literal: Text) => v.literal(literal, `must be ${literal}`);
const common = {
  kid: text(/^[^\p{C}]{1,256}$/u, "must be a text of 1 to 256 characters"),
  use: v.exactOptional(is("sig")),
  key_ops: v.exactOptional(
    v.pipe(
      v.array(v.string("must be a text"), "must be a list"),
      v.check((uses) => uses.includes("verify"), "must contain verify"),
    ),
  ),
};

/**
 * The schema of a public key (JWK) that can verify tokens. Drops other members, such as
 * certificates and the private parts of a key.
 */
export const verificationKeySchema = v.variant(
  "kty",
  [
    v.object(
      { ...common, kty: is("RSA"), alg: v.exactOptional(is("RS256")), n: part, e: part },
      objectMessage,
    ),
    v.object(
      { ...common, kty: is("EC"), alg: v.exactOptional(is("ES256")), crv: is("P-256"), x: part, y: part },
      objectMessage,
    ),
    v.object(
      { ...common, kty: is("OKP"), alg: v.exactOptional(is("EdDSA")), crv: is("Ed25519"), x: part },
      objectMessage,
    ),
  ],
  "must be RSA, EC, or OKP",
);

/** A public key that can verify tokens. */
export type VerificationKey = v.InferOutput<typeof verificationKeySchema>;

/** The algorithm of each type of key. Tokens with another algorithm are refused. */
export const ALGORITHM_OF = { RSA: "RS256", EC: "ES256", OKP: "EdDSA" } as const;
