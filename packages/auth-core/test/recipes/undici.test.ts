import { createTokenManager, type TokenManagerOptions } from "@wakapay/auth-core";
import * as interceptors from "@wakapay/auth-core/undici";
import { serve } from "@wakapay/sandbox/serve";
import { expect, it, onTestFinished, vi } from "vitest";
import { credentials, recipeWorld } from "./recipe-world.ts";

it("sends the manager's token with undici's request: undici", async () => {
  const { printed } = recipeWorld();
  vi.unstubAllGlobals();
  const sandbox = await serve({ credentials: [credentials] });
  onTestFinished(() => sandbox.close());
  vi.stubEnv("WAKAPAY_BASE_URL", sandbox.url);
  vi.doMock("@wakapay/auth-core", () => ({
    createTokenManager: (options: TokenManagerOptions) =>
      createTokenManager({ ...options, allowInsecureLoopback: true }),
  }));
  vi.doMock("@wakapay/auth-core/undici", () => ({
    authorizationInterceptor: (
      source: Parameters<typeof interceptors.authorizationInterceptor>[0],
      options: interceptors.AuthorizationInterceptorOptions,
    ) => interceptors.authorizationInterceptor(source, { ...options, allowInsecureLoopback: true }),
  }));
  const { dispatcher } = await import("../../recipes/undici.ts");
  onTestFinished(() => dispatcher.close());
  expect(printed.at(-1)).toEqual([200, expect.objectContaining({ currency: "USD" })]);
  expect(sandbox.exchanges()).toBe(1);
});
