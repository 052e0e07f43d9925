/** What the token endpoint returns. */
export interface Issued {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

/** The API that a library is pointed to. */
export interface World {
  /** The URL of a route that requires the token. */
  readonly balanceUrl: string;
  /** Makes one exchange. Rejects if the endpoint fails. */
  readonly issue: () => Promise<Issued>;
  /**
   * Sends a request to the API, the token endpoint included: a stub, or the platform's `fetch`
   * toward a server on loopback.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
}

/** A library in use. */
export interface Client {
  /** Returns a token. Missing if the library has no such function. */
  readonly getToken?: () => Promise<unknown>;
  /** Sends a request with the token and returns the status. Missing if the library sends none. */
  readonly call?: () => Promise<number>;
  /** Sends a request with the token and returns the parsed body, if it is compared on loopback. */
  readonly json?: () => Promise<unknown>;
}

/** A library that we compare ours with, set up the way its users set it up. */
export interface Peer {
  readonly name: string;
  readonly create: (world: World) => Promise<Client>;
}

/** The headers of every call. */
export const HEADERS: Readonly<Record<string, string>> = {
  accept: "application/json",
  "idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324",
};

/** The credentials of every client. */
export const CREDENTIALS = { apiKey: "key-of-the-bench", apiSecret: "secret-of-the-bench" };
