import { type ServedSandbox, type ServeOptions, serve } from "../../src/serve.ts";
import { type Client, createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

/** A served sandbox, with a client of its console that sends what a browser sends. */
export interface ConsoleClient {
  readonly sandbox: ServedSandbox;
  readonly api: Client;
  /** Requests a page. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Requests a page and returns its HTML. */
  html(path: string): Promise<string>;
  /** Submits a form. */
  submit(
    action: string,
    fields?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

/** Starts a sandbox. The caller must close it. */
export async function startConsole(options: Partial<ServeOptions> = {}): Promise<ConsoleClient> {
  const sandbox = await serve({ credentials: [{ ...credentials, account: "acme" }], ...options });
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${sandbox.url}${path}`, { headers: { Accept: "text/html", ...headers } });
  return {
    sandbox,
    api: createClient({ fetch, url: sandbox.url }),
    get,
    html: async (path) => (await get(path)).text(),
    submit: (action, fields = {}, headers = {}) =>
      fetch(`${sandbox.url}/_sandbox/console/actions/${action}`, {
        method: "POST",
        headers: { Origin: sandbox.url, ...headers },
        body: new URLSearchParams(fields),
        redirect: "manual",
      }),
  };
}
