import { createTokenManager, isTokenError, type TokenManager } from "@wakapay/auth-core";

declare global {
  var wakapay: TokenManager | undefined;
}

/** Returns the manager. It is global, because Next.js may load this module several times. */
function tokenManager(): TokenManager {
  globalThis.wakapay ??= createTokenManager({
    baseUrl: process.env["WAKAPAY_BASE_URL"] ?? "",
    apiKey: process.env["WAKAPAY_API_KEY"] ?? "",
    apiSecret: process.env["WAKAPAY_API_SECRET"] ?? "",
    allowInsecureLoopback: true, // for the sandbox
    // Next.js 13 and 14 cache the responses of `fetch`, unless a request says otherwise.
    fetch: (input, init) => fetch(input, { ...init, cache: "no-store" }),
  });
  return globalThis.wakapay;
}

/** Calls WakaPay, and returns its response. Returns a 503 if there is no token. */
export async function callWakapay(path: string, init?: RequestInit): Promise<Response> {
  try {
    const response = await tokenManager().fetch(path, init);
    return Response.json(await response.json(), { status: response.status });
  } catch (error) {
    if (!isTokenError(error)) throw error;
    console.error(error);
    return Response.json({ error: error.code }, { status: 503 });
  }
}
