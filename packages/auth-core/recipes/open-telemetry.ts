import { metrics } from "@opentelemetry/api";
import type { TokenEvent } from "@wakapay/auth-core";

const meter = metrics.getMeter("@wakapay/auth-core");
const events = meter.createCounter("wakapay.token.events", { description: "Token events by type" });
const durations = meter.createHistogram("wakapay.token.exchange.duration", { unit: "ms" });

/** Records an event as metrics. Pass this function as `onEvent`. */
export function recordEvent(event: TokenEvent): void {
  const attributes = { type: event.type, ...("code" in event && { code: event.code }) };
  events.add(1, attributes);
  if (event.type === "issued" || event.type === "failed") durations.record(event.durationMs, attributes);
}
