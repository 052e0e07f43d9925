import type { Fetch } from "@wakapay/auth-core";
import { createFetch } from "ofetch";

/** The balance of one currency, as WakaPay returned it. */
export interface Balance {
  readonly currency: string;
  readonly balance: unknown;
}

/** Returns a function that reads the balances of all currencies at the same time. */
export function balancesReader(fetch: Fetch, currencies: readonly string[]) {
  const api = createFetch({ fetch });
  return (signal: AbortSignal): Promise<Balance[]> =>
    Promise.all(
      currencies.map(async (currency) => {
        const balance = await api<unknown>("/business/balance", { query: { currency }, signal });
        return { currency, balance };
      }),
    );
}
