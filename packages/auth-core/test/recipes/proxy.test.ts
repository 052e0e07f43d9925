import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createTokenManager, type TokenManagerOptions } from "@wakapay/auth-core";
import { serve } from "@wakapay/sandbox/serve";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { connectProxy } from "./connect-proxy.ts";
import { credentials, recipeWorld } from "./recipe-world.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function servedSandbox() {
  const sandbox = await serve({ credentials: [credentials] });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

it("sends token requests and calls through the proxy of the environment", async () => {
  recipeWorld();
  vi.unstubAllGlobals();
  await using proxy = await connectProxy();
  const sandbox = await servedSandbox();
  vi.stubEnv("WAKAPAY_BASE_URL", sandbox.url);
  for (const name of ["http_proxy", "HTTP_PROXY"]) vi.stubEnv(name, proxy.url);
  for (const name of ["no_proxy", "NO_PROXY"]) vi.stubEnv(name, "");
  vi.doMock("@wakapay/auth-core", () => ({
    createTokenManager: (options: TokenManagerOptions) =>
      createTokenManager({ ...options, allowInsecureLoopback: true }),
  }));
  onTestFinished(() => void vi.doUnmock("@wakapay/auth-core"));
  const { wakapay } = await import("../../recipes/proxy.ts");
  expect((await wakapay.fetch("/business/balance?currency=USD")).status).toBe(200);
  expect(proxy.targets.length).toBeGreaterThan(0);
  expect(sandbox.exchanges()).toBe(1);
});

it("uses the proxy without code if NODE_USE_ENV_PROXY is set", async () => {
  await using proxy = await connectProxy();
  const sandbox = await servedSandbox();
  const program = `
    import { createTokenManager } from "@wakapay/auth-core";
    const [baseUrl, credentials] = JSON.parse(process.argv[1]);
    const wakapay = createTokenManager({ baseUrl, ...credentials, allowInsecureLoopback: true });
    console.log((await wakapay.fetch("/business/balance?currency=USD")).status);
  `;
  const args = ["--input-type=module", "--eval", program, JSON.stringify([sandbox.url, credentials])];
  const proxies = { http_proxy: proxy.url, HTTP_PROXY: proxy.url, no_proxy: "", NO_PROXY: "" };
  const env = { ...process.env, ...proxies, NODE_USE_ENV_PROXY: "1" };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout).toBe("200\n");
  expect(proxy.targets.length).toBeGreaterThan(0);
});
