/** A request that a test sends with a client. */
export interface Call {
  readonly method: "GET" | "POST";
  /** The path below the base URL, such as `/business/payouts`. */
  readonly path: string;
  readonly json?: unknown;
  /** A one-shot request body, instead of `json`. */
  readonly stream?: ReadableStream<Uint8Array>;
  /** The caller's own `Authorization` header. */
  readonly authorization?: string;
  readonly signal?: AbortSignal;
}

/** An HTTP client that a recipe has configured. */
export interface Client {
  /** Sends a request. Returns the status. Rejects with the client's own error. */
  send(call: Call): Promise<number>;
  close?(): Promise<unknown>;
}

/** The response of a client that does not have an error of its own for it. */
export class StatusError extends Error {
  readonly response: { readonly status: number; readonly body: string };

  constructor(status: number, body: string) {
    super(`The response has the status ${status}.`);
    this.response = { status, body };
  }
}

/** What {@link Client.send} came to. A client that rejects with a status has that status. */
export type Outcome = { readonly status: number | undefined; readonly error?: unknown };

/** Sends a request, and returns how it ended. */
export async function outcomeOf(client: Client, call: Call): Promise<Outcome> {
  try {
    return { status: await client.send(call) };
  } catch (error) {
    return { status: statusOf(error), error };
  }
}

/** Returns the status of the response that an error of axios, Got, Ky, or ofetch has. */
function statusOf(error: unknown): number | undefined {
  const { status, statusCode } = Object(Object(error).response);
  return status ?? statusCode;
}
