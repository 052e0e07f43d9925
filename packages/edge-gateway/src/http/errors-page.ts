/**
 * The page that describes every problem. The command `npx -y pnpm@12 manifests` writes the address.
 */
export const ERRORS_PAGE = "https://github.com/OWNER/wakapay-auth/blob/main/docs/errors.md";
