import type { Address } from "./world.ts";

/** The address as every runtime reads it from its environment. */
export function environmentOf({ baseUrl, apiKey, apiSecret }: Address): Record<string, string> {
  return { WAKAPAY_BASE_URL: baseUrl, WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret };
}
