import { errorResponse, undocumented } from "../http/error-response.ts";
import type { Call } from "../state/journal.ts";

/**
 * `GET /business/balance?currency=USD`: returns a sample balance.
 *
 * WakaPay's Authentication API documentation shows this request but not its response, so the body
 * says that its values are samples.
 */
export function getBalance(url: URL, call: Call): Response {
  const [currency, ...others] = url.searchParams.getAll("currency");
  if (currency === undefined || others.length > 0 || !/^[A-Z]{3}$/.test(currency)) {
    const reason = "the query must have currency exactly once, as three capital letters";
    call.note({ outcome: "bad request", reason });
    const error = "currency must be set exactly once, to three capital letters, such as ?currency=USD";
    return errorResponse(400, error, undocumented);
  }
  const note = "Sample values. WakaPay's Authentication API documentation does not define this body.";
  return Response.json({ currency, available: "1250.00", pending: "0.00", note }, { headers: undocumented });
}
