import { metrics } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { createTokenManager } from "@wakapay/auth-core";
import { findSecrets } from "@wakapay/auth-core/testing";
import { createSandbox } from "@wakapay/sandbox";
import { expect, it, onTestFinished } from "vitest";

const credentials = { apiKey: "key-for-metrics", apiSecret: "secret-for-metrics" };

it("counts events and measures exchanges without secrets: open-telemetry", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  metrics.setGlobalMeterProvider(provider);
  onTestFinished(async () => {
    metrics.disable();
    await provider.shutdown();
  });
  const { recordEvent } = await import("../../recipes/open-telemetry.ts");
  const sandbox = createSandbox({ credentials: [credentials] });
  const wakapay = createTokenManager({
    baseUrl: "https://api.test.wakapay.io",
    ...credentials,
    fetch: sandbox.fetch,
    onEvent: recordEvent,
    random: () => 0,
  });
  sandbox.fault({ status: 503, times: 1 });
  const token = await wakapay.getToken();
  sandbox.revoke();
  await wakapay.fetch("/business/balance?currency=USD");

  await provider.forceFlush();
  const exported =
    exporter
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  const [events, durations] = exported.map(({ dataPoints }) =>
    dataPoints.map(({ attributes, value }) => ({ ...attributes, value })),
  );
  expect(events).toEqual([
    { type: "requested", value: 3 },
    { type: "failed", code: "unavailable", value: 1 },
    { type: "issued", value: 2 },
  ]);
  expect(durations).toMatchObject([
    { type: "failed", code: "unavailable", value: { count: 1 } },
    { type: "issued", value: { count: 2 } },
  ]);
  expect(findSecrets(exported, [token, credentials.apiKey, credentials.apiSecret])).toEqual([]);
});
