import { createSandbox, type Sandbox } from "@wakapay/sandbox";
import { vi } from "vitest";

/** The sandbox that stands in for WakaPay's test environment, and what the recipes print. */
export interface RecipeWorld {
  readonly sandbox: Sandbox;
  readonly printed: unknown[][];
}

/** The credentials that {@link recipeWorld} accepts. */
export const credentials = { apiKey: "key-of-a-recipe", apiSecret: "secret-of-a-recipe" };

/**
 * Prepares a process in which recipes run unchanged: the global `fetch` is the sandbox's, the
 * environment variables are set, and each import loads a new copy of the module.
 */
export function recipeWorld(): RecipeWorld {
  const sandbox = createSandbox({ credentials: [credentials] });
  const printed: unknown[][] = [];
  vi.resetModules();
  vi.stubGlobal("fetch", sandbox.fetch);
  vi.stubEnv("WAKAPAY_BASE_URL", "https://api.test.wakapay.io");
  vi.stubEnv("WAKAPAY_API_KEY", credentials.apiKey);
  vi.stubEnv("WAKAPAY_API_SECRET", credentials.apiSecret);
  vi.spyOn(console, "log").mockImplementation((...parts) => void printed.push(parts));
  return { sandbox, printed };
}
