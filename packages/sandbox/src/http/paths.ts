/** The paths that the API knows. The first two are documented; the echo is the sandbox's own. */
export const paths = {
  exchange: "/business/auth",
  balance: "/business/balance",
  echo: "/business/sandbox-echo",
} as const;
