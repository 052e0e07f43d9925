import { documentedError, invented } from "../http/error-response.ts";
import type { Call } from "../state/journal.ts";

/**
 * `GET /business/balance?currency=USD`: an amount that is plausible, and invented.
 *
 * WakaPay's Authentication API documentation shows the request alone. So the answer says of itself that it is made up.
 */
export function balanceRoute(url: URL, call: Call): Response {
  const [currency, ...others] = url.searchParams.getAll("currency");
  if (currency === undefined || others.length > 0 || !/^[A-Z]{3}$/.test(currency)) {
    call.note({ outcome: "bad request" });
    return documentedError(400, "currency required, once, as three capital letters: ?currency=USD", invented);
  }
  const note = "Invented by the sandbox: WakaPay's Authentication API documentation does not show this body.";
  return Response.json({ currency, available: "1250.00", pending: "0.00", note }, { headers: invented });
}
