import type { ProblemName } from "@wakapay/edge-gateway/internal/http/problem";
import type { RawRequest, RawResponse } from "../http/raw-exchange.ts";
import type { AttackedGateway } from "./attacked-gateway.ts";
import type { RawUpstreamResponse } from "./raw-upstream-response.ts";
import type { RecordedRequest } from "./recording-upstream.ts";
import type { RequestParts } from "./request-parts.ts";

/** What must happen to an attack. */
export interface Expected {
  readonly status: number;
  /** The problem that the gateway reports. */
  readonly problem?: ProblemName;
  /** Who responds. Default: the gateway if there is a `problem`, otherwise WakaPay. */
  readonly from?: "workerd" | "gateway";
  /** How many times the request is sent to WakaPay. Default: 1 if WakaPay responds, otherwise 0. */
  readonly sends?: number;
  /** Further expectations in words, for the documentation. `check` verifies them. */
  readonly and?: string;
}

/** One request that is hostile or unusual, or whose upstream is. */
export interface Attack {
  readonly name: string;
  readonly request: RequestParts | ((gateway: AttackedGateway) => RequestParts);
  /** Bytes to send after the request, and pauses between them in milliseconds. */
  readonly more?: RawRequest;
  /** WakaPay's response. Default: the sandbox's. */
  readonly upstream?: RawUpstreamResponse;
  /** Prepares the sandbox, for example with a fault. */
  readonly before?: (gateway: AttackedGateway) => void;
  readonly expected: Expected;
  readonly check?: (outcome: Outcome) => void;
}

/** The result of an attack. */
export interface Outcome {
  readonly gateway: AttackedGateway;
  readonly response: RawResponse;
  /** The requests that WakaPay received. */
  readonly sent: readonly RecordedRequest[];
}

/** An attack of several steps. It gets its own gateway. */
export interface Scenario {
  readonly name: string;
  /** What must happen, in words, or the faults that the gateway must report. `run` verifies it. */
  readonly expected: string | readonly string[];
  /** Variables of the gateway that differ from those of a working one. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly run: (gateway: AttackedGateway) => Promise<void>;
}

/** Attacks of one kind. */
export interface AttackClass {
  readonly title: string;
  /** What these attacks attempt, and how the gateway handles them. Wrapped at 100 columns. */
  readonly description: string;
  readonly attacks?: readonly Attack[];
  readonly scenarios?: readonly Scenario[];
}
