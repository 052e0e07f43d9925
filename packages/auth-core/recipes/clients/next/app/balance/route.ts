import { callWakapay } from "../../lib/wakapay.ts";

export const dynamic = "force-dynamic";

export function GET({ signal }: Request): Promise<Response> {
  return callWakapay("/business/balance?currency=USD", { signal });
}
