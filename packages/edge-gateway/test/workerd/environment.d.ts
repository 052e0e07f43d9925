/** The bindings that vitest.config.ts gives to the tests. */
declare namespace Cloudflare {
  interface Env extends Required<import("../../src/config/bindings.ts").Bindings> {
    readonly TOKEN_BROKER: DurableObjectNamespace<import("../../src/index.ts").TokenBroker>;
    readonly CALLER_QUOTA: DurableObjectNamespace<import("../../src/index.ts").CallerQuota>;
  }
  interface GlobalProps {
    mainModule: typeof import("./tested.worker.ts");
    durableNamespaces: "TokenBroker" | "CallerQuota";
  }
}

declare module "*?raw" {
  const text: string;
  export = text;
}
