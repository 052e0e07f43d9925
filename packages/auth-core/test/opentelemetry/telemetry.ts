import { context, metrics, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { onTestFinished } from "vitest";

/** The OpenTelemetry SDK, which exports to memory. */
export interface Telemetry {
  /** Returns the metrics that were recorded since the start. */
  metrics(): Promise<readonly MetricData[]>;
  /** Returns the spans that have ended, in the order in which they ended. */
  spans(): readonly ReadableSpan[];
}

/** Starts the SDK with global providers. It is shut down after the test. */
export function startTelemetry(): Telemetry {
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const spanExporter = new InMemorySpanExporter();
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })],
  });
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  metrics.setGlobalMeterProvider(meterProvider);
  trace.setGlobalTracerProvider(tracerProvider);
  onTestFinished(async () => {
    for (const api of [context, metrics, trace]) api.disable();
    await Promise.all([meterProvider.shutdown(), tracerProvider.shutdown()]);
  });
  return {
    async metrics() {
      metricExporter.reset();
      await meterProvider.forceFlush();
      return metricExporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    },
    spans: () => spanExporter.getFinishedSpans(),
  };
}
