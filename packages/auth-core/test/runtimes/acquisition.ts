import { createTokenManager } from "@wakapay/auth-core";
import { same } from "./same.ts";
import type { Behaviors } from "./world.ts";

const MOST_OF_AN_HOUR_MS = 0.8 * 3_600_000;

/** How a token is acquired and cached. */
export const acquisition: Behaviors = {
  "makes one exchange for two calls in a row": async ({ options, calls }) => {
    const { getToken } = createTokenManager(options);
    same(await getToken(), await getToken());
    same(await calls(), ["POST /business/auth 200"]);
  },

  "makes one exchange for fifty concurrent callers": async ({ options, exchanges }) => {
    const { getToken } = createTokenManager(options);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => getToken()));
    same(new Set(tokens).size, 1);
    same(await exchanges(), 1);
  },

  "retries a token request that fails": async ({ options, fault, calls }) => {
    await fault({ status: 503, times: 2 });
    await createTokenManager({ ...options, random: () => 0 }).getToken();
    same(await calls(), ["POST /business/auth 503", "POST /business/auth 503", "POST /business/auth 200"]);
  },

  "renews a token in the background before it expires": async ({ options, exchanges }) => {
    let elapsedMs = 0;
    const work: Promise<unknown>[] = [];
    const { getToken } = createTokenManager({
      ...options,
      now: () => Date.now() + elapsedMs,
      background: (acquisition) => work.push(acquisition),
    });
    const first = await getToken();
    elapsedMs = MOST_OF_AN_HOUR_MS;
    same(await getToken(), first);
    await Promise.all(work);
    same((await getToken()) === first, false);
    same(await exchanges(), 2);
  },

  "returns the cached token if a renewal in the background fails": async ({ options, fault, exchanges }) => {
    let elapsedMs = 0;
    const work: Promise<unknown>[] = [];
    const { getToken } = createTokenManager({
      ...options,
      now: () => Date.now() + elapsedMs,
      background: (acquisition) => work.push(acquisition),
    });
    const first = await getToken();
    elapsedMs = MOST_OF_AN_HOUR_MS;
    await fault({ status: 400 });
    same(await getToken(), first);
    await Promise.all(work);
    same(await getToken(), first);
    same(await exchanges(), 2);
  },

  "uses a rotated secret without a restart": async ({ options, rotate, exchanges }) => {
    const { baseUrl, apiKey, allowInsecureLoopback } = options;
    let { apiSecret } = options;
    const { getToken, clearToken } = createTokenManager({
      baseUrl,
      allowInsecureLoopback,
      credentials: async () => ({ apiKey, apiSecret }),
    });
    const first = await getToken();
    apiSecret = crypto.randomUUID();
    await rotate(apiSecret);
    clearToken(first);
    same((await getToken()) === first, false);
    same(await exchanges(), 2);
  },
};
