import type { LocalStack } from "./local-stack.ts";

/** What a person does next, once both answer. Every line of it works when pasted. */
export function welcome({ gatewayUrl, gatewayKey, sandboxUrl }: LocalStack): string {
  return `
WakaPay Auth runs, on this machine alone. Its credentials were made for this start and end with it.

  gateway  ${gatewayUrl}  the edge gateway: wrangler dev, with its Durable Object
  sandbox  ${sandboxUrl}  WakaPay's API as its documentation describes it

Call WakaPay through the gateway, with a gateway key and without WakaPay's credentials:

  curl '${gatewayUrl}/business/balance?currency=USD' -H 'Authorization: Bearer ${gatewayKey}'

See what reached the API, and that many calls need one exchange (POST /business/auth):

  curl ${sandboxUrl}/_sandbox/journal

End the token, call again, and see one renewal and no failed call:

  curl -X POST ${sandboxUrl}/_sandbox/revoke

Stop with Ctrl-C.
`;
}
