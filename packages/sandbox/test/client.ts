import { credentials } from "./forms/form.ts";
import { tokenOf } from "./token-of.ts";

/** The two calls that nearly every test makes of a sandbox. */
export interface Client {
  exchange(body?: object): Promise<Response>;
  token(body?: object): Promise<string>;
  balance(authorization?: string, init?: RequestInit): Promise<Response>;
}

/** A client of a sandbox that is reached by `fetch`, by default as a function under the documented host. */
export function createClient(sandbox: { readonly fetch: typeof fetch; readonly url?: string }): Client {
  const { url = "https://api.test.wakapay.io" } = sandbox;
  const exchange = (body: object = credentials) =>
    sandbox.fetch(`${url}/business/auth`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    exchange,
    token: async (body) => tokenOf(await exchange(body)),
    balance: (authorization, init = {}) =>
      sandbox.fetch(`${url}/business/balance?currency=USD`, {
        ...init,
        headers: authorization === undefined ? {} : { Authorization: authorization },
      }),
  };
}
