import { context, metrics, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { parseBaseUrl } from "./options/base-url.ts";
import type { Runtime, TracedOperation } from "./options/runtime.ts";
import { USER_AGENT } from "./options/user-agent.ts";
import { isTokenError } from "./token/token-error.ts";
import type { TokenEvent } from "./token/token-event.ts";

/** The options of `createTokenManager` and `exchange` that {@link instrument} reads. */
export interface InstrumentableOptions extends Pick<Runtime, "now" | "onEvent" | "trace"> {
  readonly baseUrl: string;
  readonly allowInsecureLoopback?: boolean;
}

/** Settings of {@link instrument}. */
export interface InstrumentSettings {
  /**
   * Attributes of every measurement and span. Name the manager with them if a process has several,
   * for example `{ "wakapay.auth.account": "eu" }`. Must not contain secrets. Default: none.
   */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

const SCOPE = "@wakapay/auth-core";
const VERSION = USER_AGENT.slice(USER_AGENT.indexOf("/") + 1);

/** The buckets that the conventions advise for `http.client.request.duration`, in seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const EXCHANGE = "POST /business/auth";
const FLIGHT = "acquire WakaPay token";

/**
 * Returns options with which a token manager records metrics and spans with OpenTelemetry.
 *
 * Pass the options of `createTokenManager`, or those of a layer. An `onEvent` or `trace` in them is
 * called as before. Uses the global providers, so start the SDK first. Without an SDK, nothing is
 * recorded. Call it once for each manager.
 *
 * | name                                | kind      | unit      |
 * | ----------------------------------- | --------- | --------- |
 * | `wakapay.auth.exchange.duration`    | histogram | `s`       |
 * | `wakapay.auth.events`               | counter   | `{event}` |
 * | `wakapay.auth.token.remaining_life` | gauge     | `s`       |
 * | `acquire WakaPay token`             | span      |           |
 * | `POST /business/auth`               | span      |           |
 *
 * Throws `TokenError` with code `invalid_options` or `insecure_url` if `baseUrl` is not valid.
 *
 * @example
 * const wakapay = createTokenManager(instrument({ baseUrl, apiKey, apiSecret }));
 */
export function instrument<Options extends InstrumentableOptions>(
  options: Options,
  settings: InstrumentSettings = {},
): Options {
  const { prefix, origin } = parseBaseUrl(options.baseUrl, options.allowInsecureLoopback);
  const { now = Date.now, onEvent, trace: traceBelow = (_operation, run) => run() } = options;
  const { hostname, port, protocol } = new URL(origin);
  const attributes = {
    "server.address": hostname,
    "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
    ...settings.attributes,
  };
  const http = { "http.request.method": "POST", "url.full": `${prefix}/business/auth` };
  const tracer = trace.getTracer(SCOPE, VERSION);
  const meter = metrics.getMeter(SCOPE, VERSION);
  const duration = meter.createHistogram("wakapay.auth.exchange.duration", {
    description: "Duration of token requests",
    unit: "s",
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });
  const events = meter.createCounter("wakapay.auth.events", {
    description: "Events of the token manager, by type",
    unit: "{event}",
  });
  const remainingLife = meter.createObservableGauge("wakapay.auth.token.remaining_life", {
    description: "Remaining life of the token that the process got last",
    unit: "s",
  });
  let expiresAt: number | undefined;
  let flight: Span | undefined;

  remainingLife.addCallback((result) => {
    if (expiresAt !== undefined) result.observe(Math.max(0, expiresAt - now()) / 1_000, attributes);
  });

  function record(event: TokenEvent): void {
    events.add(1, { ...attributes, "wakapay.auth.event.type": event.type, ...detailsOf(event) });
    switch (event.type) {
      case "issued":
      case "failed":
        duration.record(event.durationMs / 1_000, { ...attributes, ...detailsOf(event) });
        break;
      case "joined":
        linkToFlight();
        break;
      case "invalidated":
        expiresAt = now();
        break;
    }
    if ("expiresAt" in event) expiresAt = event.expiresAt;
  }

  /** The flight's span is in the trace of the call that started it, and links to the others. */
  function linkToFlight(): void {
    const caller = trace.getSpanContext(context.active());
    if (caller !== undefined) flight?.addLink({ context: caller });
  }

  async function inSpan<T>(operation: TracedOperation, span: Span, run: () => Promise<T>): Promise<T> {
    if (operation === "flight") flight = span;
    try {
      return await run();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
      if (flight === span) flight = undefined;
    }
  }

  return {
    ...options,
    onEvent: (event: TokenEvent) => {
      record(event);
      return onEvent?.(event);
    },
    trace: <T>(operation: TracedOperation, run: () => Promise<T>): Promise<T> => {
      const [name, kind, details] =
        operation === "flight" ? [FLIGHT, SpanKind.INTERNAL, {}] : [EXCHANGE, SpanKind.CLIENT, http];
      return tracer.startActiveSpan(name, { kind, attributes: { ...attributes, ...details } }, (span) =>
        inSpan(operation, span, () => traceBelow(operation, run)),
      );
    },
  };
}

/** Returns the attributes that belong to one type of event only. */
function detailsOf(event: TokenEvent): Record<string, string> {
  switch (event.type) {
    case "failed":
    case "cooled_down":
      return { "error.type": event.code };
    case "store_failed":
      return { "error.type": event.reason, "wakapay.auth.store.operation": event.operation };
    default:
      return {};
  }
}

/** Records why an operation failed. Only the message of a `TokenError` is known to be safe. */
function fail(span: Span, error: unknown): void {
  if (!isTokenError(error)) {
    span.setAttribute("error.type", "aborted").setStatus({ code: SpanStatusCode.ERROR });
    return;
  }
  span
    .setAttribute("error.type", error.code)
    .setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  if (error.status !== undefined) span.setAttribute("http.response.status_code", error.status);
}
