import { expect, it, vi } from "vitest";
import { startTelemetry } from "../opentelemetry/telemetry.ts";
import { recipeWorld } from "./recipe-world.ts";

it("records metrics and spans with the global providers: open-telemetry", async () => {
  recipeWorld();
  const telemetry = startTelemetry();
  const { wakapay } = await import("../../recipes/open-telemetry.ts");
  await wakapay.getToken();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  expect(await telemetry.metrics()).toHaveLength(3);
  expect(telemetry.spans()).toHaveLength(2);
});
