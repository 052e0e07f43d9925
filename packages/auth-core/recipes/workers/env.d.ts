/** What `wrangler types` writes for a Worker with these three. */
declare namespace Cloudflare {
  interface Env {
    readonly WAKAPAY_BASE_URL: string;
    readonly WAKAPAY_API_KEY: string;
    readonly WAKAPAY_API_SECRET: string;
  }
}
