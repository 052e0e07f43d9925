import { createTokenManager, isTokenError, type TokenManager } from "@wakapay/auth-core";
import { withProgress } from "@wakapay/command";
import type { Settings } from "../settings/read-settings.ts";
import type { Output } from "../terminal/terminal.ts";

const NO_TOKEN = 3;

/** What a command needs to get a token, and to report that there is none. */
export interface TokenContext {
  /** The name that errors start with. */
  readonly name: string;
  readonly settings: Settings;
  readonly stderr: Output;
  readonly warn: (line: string) => void;
}

/**
 * Gets a token, and runs the rest of a command with it. If there is no token, reports why and
 * returns the exit code 3.
 */
export async function withToken(
  { name, settings, stderr, warn }: TokenContext,
  use: (wakapay: TokenManager) => Promise<number>,
): Promise<number> {
  const { baseUrl, apiKey, apiSecret, names } = settings;
  const wakapay = createTokenManager({
    baseUrl,
    apiKey,
    apiSecret,
    allowInsecureLoopback: true,
    renewAfter: 1, // no renewal in the background
    throwOnFailedRenewal: true,
  });
  try {
    await withProgress("Requesting a token", wakapay.getToken(), stderr);
    return await use(wakapay);
  } catch (error) {
    if (!isTokenError(error)) throw error;
    const message = error.message.replaceAll("`baseUrl`", names.baseUrl).replace(" (`timeoutMs`)", "");
    warn(`${name}: ${message}`);
    warn("To find the cause, run: wakapay doctor");
    return NO_TOKEN;
  } finally {
    wakapay.close();
  }
}
