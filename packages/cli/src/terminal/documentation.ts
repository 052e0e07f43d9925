/**
 * Pages of the documentation that the command names. The command `npx -y pnpm@12 manifests` writes
 * the addresses.
 */
export const DOCUMENTATION = {
  start: "https://github.com/OWNER/wakapay-auth/blob/main/docs/README.md",
  fleet: "https://github.com/OWNER/wakapay-auth/blob/main/docs/run-a-fleet.md",
  rejectedToken: "https://github.com/OWNER/wakapay-auth/blob/main/docs/rejected-token.md",
} as const;
