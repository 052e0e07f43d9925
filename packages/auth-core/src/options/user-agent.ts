/**
 * The `User-Agent` of token requests, and of requests whose caller sets none. The command
 * `npx -y pnpm@12 manifests` writes the version.
 */
export const USER_AGENT = "wakapay-auth-core/0.1.0";
