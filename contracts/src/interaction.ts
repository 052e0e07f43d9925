import type { Json } from "./json.ts";
import type { Matcher } from "./matcher.ts";

type Headers = { readonly [name: string]: string | Matcher };

/**
 * One request and its one answer, as a consumer counts on them. It stands alone: no interaction knows another.
 */
export interface Interaction {
  /** What is asked, as a noun phrase. Unique in its pact. */
  readonly description: string;
  /** What must be true at the provider before; the verification makes it true, or says that it cannot. */
  readonly given?: string;
  readonly request: {
    readonly method: "GET" | "POST";
    readonly path: string;
    readonly query?: { readonly [name: string]: string };
    readonly headers?: Headers;
    readonly body?: RequestBody;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Headers;
    readonly json?: Json;
  };
}

/** JSON, or text of the type that the headers say, or what claims to be JSON and is not, or JSON without a `Content-Type`. */
export type RequestBody =
  | { readonly json: Json }
  | { readonly text: string }
  | { readonly malformedJson: string }
  | { readonly untypedJson: Json };
