import * as v from "valibot";
import type { Controls } from "../control/controls.ts";
import { isLoopback } from "../http/loopback.ts";
import { parse } from "../options/parse.ts";
import { fields, mustBe, nonEmptyText } from "../options/schema.ts";
import { playTourStep, type TourResult } from "./tour.ts";

/** A line of the gateway's request log, and when it arrived here. */
export interface GatewayRequest {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly caller?: string | undefined;
  readonly route?: string | undefined;
  readonly status?: number | undefined;
  readonly problem?: string | undefined;
  readonly tokenFrom?: string | undefined;
  readonly sends?: number | undefined;
  readonly durationMs?: number | undefined;
}

/** The edge gateway that runs next to the sandbox. */
export interface GatewayLink {
  /**
   * Sets the gateway's URL and the key for the tour. Throws a `TypeError` if they are not valid.
   */
  connect(input: unknown): void;
  /** Adds lines of the gateway's request log. Throws a `TypeError` if they are not valid. */
  record(input: unknown): void;
  /** Returns the URL of the gateway, or `undefined` if none is connected. */
  url(): string | undefined;
  /** Returns the last 1,000 requests, newest first. */
  requests(): readonly GatewayRequest[];
  /** Plays a step of the tour: 1 to 5. Throws a `TypeError` for another number. */
  play(step: number): Promise<void>;
  /** Returns what the steps of the tour showed, by step. */
  results(): ReadonlyMap<number, TourResult>;
  subscribe(listener: () => void): () => void;
}

const MAX_REQUESTS = 1000;

const gatewaySchema = fields({
  url: v.pipe(
    nonEmptyText("a URL"),
    v.check(isLoopbackUrl, "must be an http URL of a loopback host, without a path"),
  ),
  key: nonEmptyText(),
});

const shortText = v.pipe(v.string(mustBe("a string")), v.maxLength(200, "must not exceed 200 characters"));
const figure = v.number(mustBe("a number"));
const linesSchema = v.array(
  v.object({
    method: shortText,
    caller: v.optional(shortText),
    route: v.optional(shortText),
    status: v.optional(figure),
    problem: v.optional(shortText),
    tokenFrom: v.optional(shortText),
    sends: v.optional(figure),
    durationMs: v.optional(figure),
  }),
  mustBe("a list of log lines"),
);

/** Creates the link. It reads the time from the sandbox's clock. */
export function createGatewayLink({ controls }: { controls: Controls }): GatewayLink {
  let connection: { readonly url: string; readonly key: string } | undefined;
  let requests: readonly GatewayRequest[] = [];
  let lastId = 0;
  const results = new Map<number, TourResult>();
  const listeners = new Set<() => void>();
  const publish = () => {
    for (const listener of listeners) listener();
  };

  return {
    connect(input) {
      connection = parse(gatewaySchema, input, "gateway");
      publish();
    },
    record(input) {
      const lines = parse(linesSchema, input, "gateway-requests");
      const at = controls.state().clock.now;
      const added = lines.map((line) => {
        lastId += 1;
        return { ...line, id: lastId, at };
      });
      requests = [...added.reverse(), ...requests].slice(0, MAX_REQUESTS);
      publish();
    },
    url: () => connection?.url,
    requests: () => requests,
    async play(step) {
      if (connection === undefined) throw new TypeError("No gateway is connected.");
      results.set(step, await playTourStep(step, { ...connection, controls }));
      for (const later of results.keys()) if (later > step) results.delete(later);
      publish();
    },
    results: () => results,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host, pathname, username } = new URL(text);
  return protocol === "http:" && isLoopback(host) && pathname === "/" && username === "";
}
