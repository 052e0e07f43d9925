import { createServer, type IncomingMessage } from "node:http";
import { describeFailure } from "../relay/describe-failure.ts";
import { type LocalServer, listen } from "../relay/listen.ts";
import type { StateHandlers } from "./target.ts";

/** The server that Pact's verifier calls to enter provider states. */
export interface StateServer extends LocalServer {
  /** Returns every value that a state has returned so far, for redaction. */
  values(): readonly string[];
  /** Returns why a state could not be entered, or `undefined` if it could. */
  failure(state: string): string | undefined;
}

/**
 * Starts the server for provider states. Pact's verifier calls it before each interaction and
 * injects the values of the response.
 *
 * The server responds with 409 if a state is unknown or cannot be entered, so that Pact fails the
 * interaction at once. After a 500 or a 429, Pact retries for two minutes.
 */
export async function startStateServer(states: StateHandlers): Promise<StateServer> {
  const returned = new Set<string>();
  const failures = new Map<string, string>();

  async function enter({ state, action }: StateChange): Promise<Record<string, string>> {
    // Pact also calls the server for interactions without a state, with an empty name.
    if (action === "teardown" || state === "") return {};
    try {
      const values = await (states[state] ?? rejectUnknown)();
      for (const value of Object.values(values)) returned.add(value);
      return values;
    } catch (error) {
      failures.set(state, describeFailure(error));
      throw error;
    }
  }

  const server = createServer((request, response) => {
    const respond = (status: number, values: object) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(values));
    readStateChange(request)
      .then(enter)
      .then(
        (values) => respond(200, values),
        () => respond(409, {}),
      );
  });
  return {
    ...(await listen(server)),
    values: () => [...returned],
    failure: (state) => failures.get(state),
  };
}

interface StateChange {
  readonly state: string;
  readonly action: string;
}

async function readStateChange(request: IncomingMessage): Promise<StateChange> {
  return JSON.parse(Buffer.concat(await request.toArray()).toString("utf8"));
}

async function rejectUnknown(): Promise<never> {
  throw new Error("an unknown state");
}
