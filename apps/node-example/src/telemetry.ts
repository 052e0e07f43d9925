/**
 * Starts OpenTelemetry if `OTEL_EXPORTER_OTLP_ENDPOINT` is set. The SDK reads the other variables
 * itself, such as `OTEL_SERVICE_NAME`.
 *
 * Returns a function that sends what was recorded and stops. Call it before `createWakapay`.
 */
export async function startTelemetry(): Promise<() => Promise<void>> {
  if (!process.env["OTEL_EXPORTER_OTLP_ENDPOINT"]) return async () => {};
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const sdk = new NodeSDK();
  sdk.start();
  return () => sdk.shutdown();
}
