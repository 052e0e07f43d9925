import { randomBytes } from "node:crypto";

/** An API key and secret for the sandbox. They are valid for one run only. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Creates random credentials. */
export function createCredentials(): Credentials {
  return {
    apiKey: `sandbox_${randomBytes(12).toString("base64url")}`,
    apiSecret: randomBytes(32).toString("base64url"),
  };
}
