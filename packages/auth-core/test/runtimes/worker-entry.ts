import { runSuite } from "./suite.ts";

declare function addEventListener(
  type: "unhandledrejection",
  listener: (event: { readonly reason: unknown }) => void,
): void;

interface Environment {
  readonly WAKAPAY_BASE_URL: string;
  readonly WAKAPAY_API_KEY: string;
  readonly WAKAPAY_API_SECRET: string;
}

// On other runtimes, an unhandled rejection ends the process with an error.
const unhandled: unknown[] = [];
addEventListener("unhandledrejection", ({ reason }) => unhandled.push(reason));

export default {
  async fetch(_request: Request, environment: Environment): Promise<Response> {
    const { WAKAPAY_BASE_URL: baseUrl, WAKAPAY_API_KEY: apiKey, WAKAPAY_API_SECRET: apiSecret } = environment;
    const outcomes = await runSuite({ baseUrl, apiKey, apiSecret });
    return unhandled.length === 0
      ? Response.json(outcomes)
      : new Response(`Unhandled rejections: ${unhandled.join(", ")}`, { status: 500 });
  },
};
