/** The `User-Agent` of forwarded requests. `npx -y pnpm@12 manifests` writes the version. */
export const USER_AGENT = "wakapay-edge-gateway/0.1.0";
