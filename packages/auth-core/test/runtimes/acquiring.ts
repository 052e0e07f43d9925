import { createTokenManager } from "@wakapay/auth-core";
import { same } from "./same.ts";
import type { Promises } from "./world.ts";

const MOST_OF_AN_HOUR_MS = 0.8 * 3_600_000;

/** Acquiring and keeping a token. */
export const acquiring: Promises = {
  "the first call makes one exchange, and the second none": async ({ options, calls }) => {
    const { getToken } = createTokenManager(options);
    same(await getToken(), await getToken());
    same(await calls(), ["POST /business/auth 200"]);
  },

  "fifty callers at once make one exchange": async ({ options, exchanges }) => {
    const { getToken } = createTokenManager(options);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => getToken()));
    same(new Set(tokens).size, 1);
    same(await exchanges(), 1);
  },

  "a token endpoint that fails is asked again": async ({ options, fault, calls }) => {
    await fault({ status: 503, times: 2 });
    await createTokenManager({ ...options, random: () => 0 }).getToken();
    same(await calls(), ["POST /business/auth 503", "POST /business/auth 503", "POST /business/auth 200"]);
  },

  "a token is renewed behind its callers before it ends": async ({ options, exchanges }) => {
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

  "a renewal behind its callers that fails disturbs nobody": async ({ options, fault, exchanges }) => {
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

  "a rotated secret takes effect without a restart": async ({ options, rotate, exchanges }) => {
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
