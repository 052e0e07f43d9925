import { readFileSync } from "node:fs";
import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { DataPointType, type MetricData } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { createTokenManager, type TokenEvent } from "@wakapay/auth-core";
import { memoryStore } from "@wakapay/auth-core/layers";
import { instrument } from "@wakapay/auth-core/opentelemetry";
import { fakeClock, findSecrets } from "@wakapay/auth-core/testing";
import { createSandbox } from "@wakapay/sandbox";
import * as oldestApi from "opentelemetry-api-1.9";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { startTelemetry } from "./telemetry.ts";

const credentials = { apiKey: "key-for-telemetry", apiSecret: "secret-for-telemetry" };
const BALANCE = "/business/balance?currency=USD";
const SERVER = { "server.address": "api.test.wakapay.io", "server.port": 443 };

/** A manager with telemetry, its sandbox, and a clock that both use. */
function world({ baseUrl = "https://api.test.wakapay.io", ...rest } = {}) {
  const telemetry = startTelemetry();
  const clock = fakeClock();
  const sandbox = createSandbox({ credentials: [credentials], now: clock.now });
  const options = { baseUrl, ...credentials, fetch: sandbox.fetch, now: clock.now, random: () => 0, ...rest };
  return { telemetry, clock, sandbox, options };
}

/** Returns the attributes and the value of each series of a metric. */
function series(metrics: readonly MetricData[], name: string): object[] {
  const points = metrics
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap((one) => [...one.dataPoints]);
  return points.map(({ attributes, value }) => ({ ...attributes, value }));
}

/** Returns what identifies a span. */
function outline({ name, kind, status, attributes }: ReadableSpan) {
  return { name, kind, status: status.code, attributes };
}

describe("the metrics", () => {
  it("have these names, kinds, units, and this scope", async () => {
    const { telemetry, options } = world();
    await createTokenManager(instrument(options)).getToken();
    const metrics = await telemetry.metrics();
    const outlines = metrics.map(({ descriptor: { name, unit }, dataPointType }) => [
      name,
      unit,
      dataPointType,
    ]);
    expect(outlines).toEqual([
      ["wakapay.auth.exchange.duration", "s", DataPointType.HISTOGRAM],
      ["wakapay.auth.events", "{event}", DataPointType.SUM],
      ["wakapay.auth.token.remaining_life", "s", DataPointType.GAUGE],
    ]);
    const [span] = telemetry.spans();
    expect(span?.instrumentationScope).toMatchObject({ name: manifest.name, version: manifest.version });
  });

  it("measure exchanges in seconds, in the buckets of http.client.request.duration", async () => {
    const { telemetry, clock, sandbox, options } = world();
    async function slowFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
      await clock.advance(400);
      return sandbox.fetch(input, init);
    }
    const wakapay = createTokenManager(instrument({ ...options, fetch: slowFetch }));
    sandbox.fault({ status: 401, times: 1 });
    await expect(wakapay.getToken()).rejects.toMatchObject({ code: "credentials_rejected" });
    await clock.advance(60_000);
    await wakapay.getToken();
    const value = {
      count: 1,
      sum: 0.4,
      buckets: {
        boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        counts: [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
      },
    };
    expect(series(await telemetry.metrics(), "wakapay.auth.exchange.duration")).toMatchObject([
      { ...SERVER, "error.type": "credentials_rejected", value },
      { ...SERVER, value },
    ]);
  });

  it("count events by type, with the reason of failures", async () => {
    const { telemetry, sandbox, options } = world();
    const store = memoryStore(options);
    const read = async () => {
      throw Object.assign(new Error("no connection"), { code: "ECONNREFUSED" });
    };
    const wakapay = createTokenManager(instrument({ ...options, store: { ...store, read } }));
    sandbox.fault({ status: 503, times: 1 });
    await Promise.all([wakapay.getToken(), wakapay.getToken()]);
    const counted = series(await telemetry.metrics(), "wakapay.auth.events");
    expect(counted).toEqual(
      expect.arrayContaining([
        { ...SERVER, "wakapay.auth.event.type": "requested", value: 2 },
        { ...SERVER, "wakapay.auth.event.type": "joined", value: 1 },
        { ...SERVER, "wakapay.auth.event.type": "failed", "error.type": "unavailable", value: 1 },
        { ...SERVER, "wakapay.auth.event.type": "issued", value: 1 },
        expect.objectContaining({
          "wakapay.auth.event.type": "store_failed",
          "wakapay.auth.store.operation": "read",
          "error.type": "ECONNREFUSED",
        }),
      ]),
    );
  });

  it("observe the remaining life of a token until it is dropped or replaced", async () => {
    const { telemetry, clock, options } = world();
    const wakapay = createTokenManager(instrument(options));
    const observed = async () => series(await telemetry.metrics(), "wakapay.auth.token.remaining_life");
    expect(await observed()).toEqual([]);
    await wakapay.getToken();
    expect(await observed()).toEqual([{ ...SERVER, value: 3_600 }]);
    await clock.advance(3_600_001);
    expect(await observed()).toEqual([{ ...SERVER, value: 0 }]);
    await wakapay.getToken();
    expect(await observed()).toEqual([{ ...SERVER, value: 3_600 }]);
    wakapay.clearToken();
    expect(await observed()).toEqual([{ ...SERVER, value: 0 }]);
  });

  it("observe the remaining life of a token that another process requested", async () => {
    const { telemetry, clock, options } = world();
    const store = memoryStore(clock);
    await createTokenManager({ ...options, store }).getToken();
    await clock.advance(600_000);
    await createTokenManager(instrument({ ...options, store })).getToken();
    expect(series(await telemetry.metrics(), "wakapay.auth.token.remaining_life")).toEqual([
      { ...SERVER, value: 3_000 },
    ]);
  });

  it("name the port of the base URL, and carry the attributes of the settings", async () => {
    const { telemetry, options } = world({ baseUrl: "http://127.0.0.1:4010" });
    const attributes = { "wakapay.auth.account": "eu" };
    const local = { ...options, allowInsecureLoopback: true };
    await createTokenManager(instrument(local, { attributes })).getToken();
    const server = { "server.address": "127.0.0.1", "server.port": 4010 };
    for (const name of ["wakapay.auth.exchange.duration", "wakapay.auth.token.remaining_life"])
      expect(series(await telemetry.metrics(), name)).toMatchObject([{ ...server, ...attributes }]);
    for (const span of telemetry.spans()) expect(span.attributes).toMatchObject({ ...server, ...attributes });
  });
});

describe("the spans", () => {
  it("are one for each flight and one for each of its exchanges", async () => {
    const { telemetry, sandbox, options } = world();
    sandbox.fault({ status: 503, times: 1 });
    await createTokenManager(instrument(options)).getToken();
    const exchange = { name: "POST /business/auth", kind: SpanKind.CLIENT };
    const http = { "http.request.method": "POST", "url.full": "https://api.test.wakapay.io/business/auth" };
    expect(telemetry.spans().map(outline)).toEqual([
      {
        ...exchange,
        status: SpanStatusCode.ERROR,
        attributes: { ...SERVER, ...http, "error.type": "unavailable", "http.response.status_code": 503 },
      },
      { ...exchange, status: SpanStatusCode.UNSET, attributes: { ...SERVER, ...http } },
      {
        name: "acquire WakaPay token",
        kind: SpanKind.INTERNAL,
        status: SpanStatusCode.UNSET,
        attributes: SERVER,
      },
    ]);
    const [first, second, flight] = telemetry.spans();
    for (const span of [first, second])
      expect(span?.parentSpanContext?.spanId).toBe(flight?.spanContext().spanId);
  });

  it("belong to the call that started the flight, and link to the calls that joined it", async () => {
    const { telemetry, options } = world();
    const wakapay = createTokenManager(instrument(options));
    const tracer = trace.getTracer("the test");
    const calls = [1, 2, 3].map((call) =>
      tracer.startActiveSpan(`call ${call}`, async (span) => {
        await wakapay.getToken();
        span.end();
        return span.spanContext();
      }),
    );
    const [starter, ...joined] = await Promise.all(calls);
    const flight = telemetry.spans().find(({ name }) => name === "acquire WakaPay token");
    expect(flight?.parentSpanContext).toMatchObject({ spanId: starter?.spanId, traceId: starter?.traceId });
    expect(flight?.links.map((link) => link.context)).toEqual(joined);
  });

  it("are the parents of the spans of an instrumented fetch", async () => {
    const { telemetry, sandbox, options } = world();
    let active: string | undefined;
    const fetch: typeof sandbox.fetch = (input, init) => {
      active = trace.getActiveSpan()?.spanContext().spanId;
      return sandbox.fetch(input, init);
    };
    await createTokenManager(instrument({ ...options, fetch })).getToken();
    const exchange = telemetry.spans().find(({ name }) => name === "POST /business/auth");
    expect(active).toBe(exchange?.spanContext().spanId);
  });

  it("report an exchange that close() ends as aborted", async () => {
    const { telemetry, sandbox, options } = world();
    sandbox.fault({ delayMs: 5_000, times: 1 });
    const wakapay = createTokenManager(instrument(options));
    const token = wakapay.getToken();
    await expect.poll(() => sandbox.exchanges()).toBe(1);
    wakapay.close();
    await expect(token).rejects.toThrow("closed");
    expect(telemetry.spans().map(({ attributes }) => attributes["error.type"])).toEqual([
      "aborted",
      "aborted",
    ]);
  });
});

describe("the document", () => {
  const document = readFileSync(new URL("../../docs/opentelemetry.md", import.meta.url), "utf8");

  it("shows the recipe as it is", () => {
    const recipe = readFileSync(new URL("../../recipes/open-telemetry.ts", import.meta.url), "utf8");
    expect(document).toContain(`\`\`\`ts\n${recipe}\`\`\`\n`);
  });

  it("lists every metric with its unit, every attribute, and every span", async () => {
    const { telemetry, sandbox, options } = world();
    const read = () => Promise.reject(new Error("no connection"));
    const store = { ...memoryStore(options), read };
    sandbox.fault({ status: 503, times: 1 });
    await createTokenManager(instrument({ ...options, store })).getToken();
    const listed = (pattern: RegExp) =>
      [...document.matchAll(pattern)].map(([, ...cells]) => cells.join(" "));
    const metrics = await telemetry.metrics();
    expect(listed(/^\| `(wakapay[\w.]+)` +\| [a-z ]+ \| `(\S+)`/gm).sort()).toEqual(
      metrics.map(({ descriptor: { name, unit } }) => `${name} ${unit}`).sort(),
    );
    const points = metrics.flatMap(({ dataPoints }) => [...dataPoints]);
    const attributes = new Set(points.flatMap((point) => Object.keys(point.attributes)));
    const table = document.slice(document.indexOf("| attribute "), document.indexOf("## Spans"));
    expect([...table.matchAll(/^\| `(\S+)`/gm)].map(([, name]) => name).sort()).toEqual(
      [...attributes].sort(),
    );
    const spans = new Set(telemetry.spans().map(({ name, kind }) => `${name} ${SpanKind[kind]}`));
    expect(listed(/^\| `([^`]+)` +\| `([A-Z]+)`/gm).sort()).toEqual([...spans].sort());
  });
});

describe("instrument", () => {
  it("still calls the listener and the trace function of the options", async () => {
    const { options } = world();
    const events: TokenEvent[] = [];
    const operations: string[] = [];
    const wakapay = createTokenManager(
      instrument({
        ...options,
        onEvent: (event) => void events.push(event),
        trace: (operation, run) => {
          operations.push(operation);
          return run();
        },
      }),
    );
    await wakapay.getToken();
    expect(events.map(({ type }) => type)).toEqual(["requested", "issued"]);
    expect(operations).toEqual(["flight", "exchange"]);
  });

  it("exports no secrets", async () => {
    const { telemetry, clock, sandbox, options } = world();
    const wakapay = createTokenManager(instrument(options));
    const token = await wakapay.getToken();
    sandbox.revoke();
    await wakapay.fetch(BALANCE);
    await clock.advance(60_000);
    sandbox.rotate([{ ...credentials, apiSecret: "another" }]);
    sandbox.revoke();
    await wakapay.fetch(BALANCE);
    const spans = telemetry
      .spans()
      .map(({ name, attributes, status, events, links }) => ({ name, attributes, status, events, links }));
    expect(spans.some(({ attributes }) => attributes["error.type"] === "credentials_rejected")).toBe(true);
    const exported = { spans, metrics: await telemetry.metrics() };
    expect(findSecrets(exported, [token, credentials.apiKey, credentials.apiSecret])).toEqual([]);
  });

  it("changes nothing without an SDK", async () => {
    const sandbox = createSandbox({ credentials: [credentials] });
    const baseUrl = "https://api.test.wakapay.io";
    const wakapay = createTokenManager(instrument({ baseUrl, ...credentials, fetch: sandbox.fetch }));
    expect((await wakapay.fetch(BALANCE)).status).toBe(200);
  });

  it("runs with the oldest supported version of the API", async () => {
    vi.resetModules();
    vi.doMock("@opentelemetry/api", () => import("opentelemetry-api-1.9"));
    onTestFinished(() => void vi.doUnmock("@opentelemetry/api"));
    const oldest = await import("@wakapay/auth-core/opentelemetry");
    const startSpan = vi.spyOn(oldestApi.trace, "getTracer");
    const sandbox = createSandbox({ credentials: [credentials] });
    const baseUrl = "https://api.test.wakapay.io";
    const options = oldest.instrument({ baseUrl, ...credentials, fetch: sandbox.fetch });
    const { getToken } = createTokenManager(options);
    expect(await Promise.all([getToken(), getToken()])).toHaveLength(2);
    expect(startSpan).toHaveBeenCalledOnce();
    expect(manifest.peerDependencies["@opentelemetry/api"]).toBe("^1.9.0");
  });

  it("rejects a base URL that is not valid", () => {
    expect(() => instrument({ baseUrl: "http://api.test.wakapay.io" })).toThrow("must use https");
  });
});
