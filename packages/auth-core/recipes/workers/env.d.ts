/** The bindings of the Worker, as `wrangler types` generates them. */
declare namespace Cloudflare {
  interface Env {
    readonly WAKAPAY_BASE_URL: string;
    readonly WAKAPAY_API_KEY: string;
    readonly WAKAPAY_API_SECRET: string;
  }
}
