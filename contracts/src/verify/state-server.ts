import { createServer, type IncomingMessage } from "node:http";
import { type Listening, listening } from "../listening.ts";
import type { States } from "./target.ts";

/** Where Pact's verifier asks for provider states: see {@link serveStates}. */
export interface StateServer extends Listening {
  /** Every value that a state has given so far, to be scrubbed from what is shown. */
  given(): readonly string[];
  /** Why a state could not be entered, if it could not. */
  failure(state: string): string | undefined;
}

/**
 * Answers Pact's verifier, which asks for a state before an interaction and takes the values to inject from the
 * answer. An unknown state, or one that cannot be entered, is a 409: Pact fails that interaction at once, where it
 * would try again for two minutes after a 500 or a 429.
 */
export async function serveStates(states: States): Promise<StateServer> {
  const given = new Set<string>();
  const failures = new Map<string, string>();

  async function enter({ state, action }: StateChange): Promise<Record<string, string>> {
    // An interaction that needs no state is announced all the same, with an empty one.
    if (action === "teardown" || state === "") return {};
    try {
      const values = await (states[state] ?? unknown)();
      for (const value of Object.values(values)) given.add(value);
      return values;
    } catch (error) {
      failures.set(state, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  const server = createServer((request, response) => {
    const answer = (status: number, values: object) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(values));
    json(request)
      .then(enter)
      .then(
        (values) => answer(200, values),
        () => answer(409, {}),
      );
  });
  return {
    ...(await listening(server)),
    given: () => [...given],
    failure: (state) => failures.get(state),
  };
}

interface StateChange {
  readonly state: string;
  readonly action: string;
}

async function json(request: IncomingMessage): Promise<StateChange> {
  return JSON.parse(Buffer.concat(await request.toArray()).toString("utf8"));
}

async function unknown(): Promise<never> {
  throw new Error("not known");
}
