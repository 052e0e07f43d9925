import { randomBytes } from "node:crypto";

/** A key and a secret for the sandbox. They exist for one start and are worth nothing elsewhere. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Makes a pair that nobody has used before. */
export function freshCredentials(): Credentials {
  return {
    apiKey: `sandbox_${randomBytes(12).toString("base64url")}`,
    apiSecret: randomBytes(32).toString("base64url"),
  };
}
