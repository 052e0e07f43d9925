/** The routes. The documentation defines the first two; the others are the sandbox's own. */
export const paths = {
  exchange: "/business/auth",
  balance: "/business/balance",
  echo: "/business/sandbox-echo",
  health: "/_sandbox/healthz",
  openapi: "/_sandbox/openapi.json",
} as const;
