import type { Address } from "./world.ts";

/** Returns an address as environment variables. */
export function environmentOf({ baseUrl, apiKey, apiSecret }: Address): Record<string, string> {
  return { WAKAPAY_BASE_URL: baseUrl, WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret };
}
