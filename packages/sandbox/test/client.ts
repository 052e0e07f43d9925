import { credentials } from "./forms/form.ts";
import { readToken } from "./read-token.ts";

/** The two requests that most tests send to a sandbox. */
export interface Client {
  exchange(body?: object): Promise<Response>;
  token(body?: object): Promise<string>;
  balance(authorization?: string, init?: RequestInit): Promise<Response>;
}

/** Creates a client. By default it calls the sandbox as a function, with the documented host. */
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
    token: async (body) => readToken(await exchange(body)),
    balance: (authorization, init = {}) =>
      sandbox.fetch(`${url}/business/balance?currency=USD`, {
        ...init,
        headers: authorization === undefined ? {} : { Authorization: authorization },
      }),
  };
}
