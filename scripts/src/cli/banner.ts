import type { LocalStack } from "../stack/local-stack.ts";

/** Options of {@link banner}. */
export interface BannerOptions {
  /** Whether the environment names a proxy, which curl must then bypass. */
  readonly isProxied: boolean;
}

/**
 * Returns what `pnpm start` prints when both servers are ready. Every command in it works as
 * printed.
 */
export function banner(
  { gatewayUrl, gatewayKey, sandboxUrl }: Pick<LocalStack, "gatewayUrl" | "gatewayKey" | "sandboxUrl">,
  { isProxied }: BannerOptions,
): string {
  const curl = isProxied ? "curl --noproxy 127.0.0.1" : "curl";
  return `
WakaPay Auth is running on this machine. Its credentials are valid until you stop it.

  gateway  ${gatewayUrl}  the edge gateway, in wrangler dev with its Durable Object
  sandbox  ${sandboxUrl}  the WakaPay API, as its documentation describes it
  console  ${sandboxUrl}/  shows and controls both, with a tour in five clicks

Call WakaPay through the gateway, with a gateway key instead of WakaPay's credentials:

  ${curl} '${gatewayUrl}/business/balance?currency=USD' -H 'Authorization: Bearer ${gatewayKey}'

List the requests that reached the API. All calls share one token request (POST /business/auth):

  ${curl} ${sandboxUrl}/_sandbox/journal

Revoke the token, then call the gateway again. The call succeeds with a new token:

  ${curl} -X POST ${sandboxUrl}/_sandbox/revoke

Wait a few seconds before you revoke again. A token that has just replaced a revoked one is not
renewed at once.

Press Ctrl-C to stop.
`;
}
