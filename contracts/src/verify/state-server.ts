import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { States } from "./target.ts";

/** Where Pact's verifier asks for provider states: see {@link serveStates}. */
export interface StateServer {
  readonly url: string;
  /** Every value that a state has given out so far, to be scrubbed from what is shown. */
  given(): readonly string[];
  close(): Promise<void>;
}

/**
 * Answers Pact's verifier, which asks for a state before an interaction and takes the values to inject from the
 * answer. An unknown state, or one that could not be reached, is a 409: Pact fails that interaction at once, where it
 * would try again for two minutes after a 500 or a 429.
 */
export async function serveStates(states: States): Promise<StateServer> {
  const given = new Set<string>();
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
    reach(request).then(
      (values) => answer(200, values),
      (error: Error) => answer(409, { error: error.message }),
    );
  });

  async function reach(request: IncomingMessage): Promise<Record<string, string>> {
    const { state, action } = await json(request);
    // An interaction that needs no state is announced all the same, with an empty one.
    if (action === "teardown" || state === "") return {};
    const enter = states[state];
    if (!enter) throw new Error(`The state «${state}» is not known.`);
    const values = await enter();
    for (const value of Object.values(values)) given.add(value);
    return values;
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The state server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    given: () => [...given],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function json(request: IncomingMessage): Promise<{ state: string; action: string }> {
  const chunks = await request.toArray();
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
