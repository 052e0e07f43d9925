import { reset, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { AccessToken } from "@wakapay/auth-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import observing from "../../../docs/observing.md?raw";
import { figuresOf, POSITIONS } from "../../../src/http/figures.ts";
import { TokenBroker } from "../../../src/tokens/token-broker.ts";
import { gatewayUnderTest } from "../gateway-under-test.ts";
import { brokerUnderTest, NEXT_CREDENTIALS, tokenOf } from "../tokens/broker-under-test.ts";
import { fakeDataset } from "./fake-dataset.ts";

const log = vi.spyOn(console, "log").mockImplementation(() => {});
const errors = vi.spyOn(console, "error").mockImplementation(() => {});
afterEach(async () => {
  log.mockClear();
  errors.mockClear();
  vi.unstubAllGlobals();
  await reset();
});

const BALANCE = "/business/balance?currency=USD";
const lines = () => log.mock.calls.map(([line]) => JSON.parse(line));

describe("positions", () => {
  test("stay as they are: only append to them", () => {
    const { blobs, doubles } = POSITIONS;
    expect(blobs.join()).toMatch(
      /^kind,account,caller,keyId,route,method,problem,tokenFrom,pair,result,reason,refused,credential/,
    );
    expect(doubles.join()).toMatch(/^status,durationMs,tokenMs,upstreamMs,sends,attempt/);
    expect(Math.max(blobs.length, doubles.length)).toBeLessThanOrEqual(20);
  });

  test("are documented", () => {
    const rows = [...observing.matchAll(/^\| `((?:blob|double)\d+)` +\| `(\w+)` +\|/gm)];
    const documented = rows.map(([, position, name]) => [position, name]);
    expect(documented).toEqual([
      ...POSITIONS.blobs.map((name, at) => [`blob${at + 1}`, name]),
      ...POSITIONS.doubles.map((name, at) => [`double${at + 1}`, name]),
    ]);
  });
});

describe("a request", () => {
  test("logs a line like the documented one", async () => {
    const { call } = await gatewayUnderTest();
    await call(BALANCE);
    const [, example = ""] = /^```json\n(.+?)^```$/ms.exec(observing) ?? [];
    expect(Object.keys(lines()[0])).toEqual(Object.keys(JSON.parse(example)));
  });

  test("writes one figure, which contains what its log line says", async () => {
    const { dataset, figures, points } = fakeDataset();
    const { call } = await gatewayUnderTest({}, { FIGURES: dataset });
    await call(BALANCE);
    const [line] = lines();
    expect(points.filter(({ blobs }) => blobs[0] === "request")).toMatchObject([{ indexes: ["demo"] }]);
    expect(figures("request")).toEqual([
      {
        ...EMPTY,
        kind: "request",
        account: "default",
        caller: "demo",
        credential: "key",
        keyId: line.keyId,
        route: "/business/**",
        method: "GET",
        tokenFrom: "broker",
        status: 200,
        durationMs: line.durationMs,
        tokenMs: line.tokenMs,
        upstreamMs: line.upstreamMs,
        sends: 1,
      },
    ]);
  });

  test("without a caller is indexed by its kind", async () => {
    const { dataset, figures, points } = fakeDataset();
    const { gateway } = await gatewayUnderTest({}, { FIGURES: dataset });
    await gateway(new Request(`https://gateway.example${BALANCE}`));
    await gateway(new Request("https://gateway.example/healthz"));
    expect(points.map(({ indexes }) => indexes)).toEqual([["request"]]);
    expect(figures("request")).toMatchObject([{ caller: "", problem: "key_missing", status: 401 }]);
  });

  test("is served and logged in the same way with, without, and with a failing dataset", async () => {
    const failing = {
      writeDataPoint() {
        throw new RangeError("canary");
      },
    };
    const outcomes = [];
    for (const FIGURES of [undefined, fakeDataset().dataset, failing]) {
      log.mockClear();
      await reset();
      const { call } = await gatewayUnderTest({}, { FIGURES } as never);
      const responses = [await call(BALANCE), await call("/business/%2e"), await call(BALANCE)];
      const texts = responses.map(async (response) => [
        response.status,
        [...response.headers].filter(([name]) => !VARYING.has(name)),
        (await response.text()).replaceAll(response.headers.get("x-request-id") ?? "", "…"),
      ]);
      const logged = lines().map((line) => Object.keys(line));
      outcomes.push(JSON.stringify([await Promise.all(texts), logged]));
    }
    expect(outcomes[1]).toBe(outcomes[0]);
    expect(outcomes[2]).toBe(outcomes[0]);
    const failures = errors.mock.calls.map(([line]) => JSON.parse(line));
    expect(failures).toEqual([{ event: "figures_failed", error: "RangeError" }]);
  });

  test("writes no path, query, key, token, or secret", async () => {
    const { dataset, points } = fakeDataset();
    const { call } = await gatewayUnderTest({}, { FIGURES: dataset });
    const headers = { "idempotency-key": "canary-header", "x-request-id": "canary-request-id" };
    await call("/business/payouts/canary-path?canary=canary-query", { headers });
    await call("/business/payouts", { method: "POST", body: '{"canary":"body"}', headers });
    await call("/canary");
    await call("/business/%63anary", { headers: { authorization: "Bearer canary-key" } });
    expect(points.length).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(points)).not.toMatch(/canary|wgk_|eyJ|secret/i);
  });
});

describe("an exchange", () => {
  test("of the broker writes one figure, retries and next pair included", async () => {
    const { dataset, figures } = fakeDataset();
    const { broker, sandbox } = brokerUnderTest();
    const deployed = await runInDurableObject(broker, (_, state) => {
      const next = new TokenBroker(state, { ...env, FIGURES: dataset });
      return async (rejected?: AccessToken) => tokenOf(await next.token(rejected && { rejected }));
    });
    sandbox.fault({ status: 503, times: 1 });
    const token = await deployed();
    sandbox.rotate([NEXT_CREDENTIALS]);
    await deployed(token);
    expect(sandbox.exchanges()).toBe(4);
    const of = { kind: "exchange", account: "default", tokenFrom: "broker" };
    const exchange = { ...EMPTY, ...of, durationMs: expect.any(Number) };
    expect(figures("exchange")).toEqual([
      { ...exchange, pair: "current", result: "unavailable", attempt: 1 },
      { ...exchange, pair: "current", result: "issued", attempt: 2 },
      { ...exchange, pair: "current", result: "credentials_rejected", attempt: 1 },
      { ...exchange, pair: "next", result: "issued", attempt: 1 },
    ]);
    expect(figures("request")).toEqual([]);
  });

  test("of an isolate without its broker writes one figure too", async () => {
    const { dataset, figures } = fakeDataset();
    const down = () => Promise.reject(new Error("down"));
    const TOKEN_BROKER = { getByName: () => ({ token: down, state: down }) };
    const { call, sandbox } = await gatewayUnderTest({}, { FIGURES: dataset, TOKEN_BROKER } as never);
    await call(BALANCE);
    expect(sandbox.exchanges()).toBe(1);
    expect(figures("exchange")).toEqual([
      {
        ...EMPTY,
        kind: "exchange",
        account: "default",
        tokenFrom: "direct",
        pair: "current",
        result: "issued",
        durationMs: expect.any(Number),
        attempt: 1,
      },
    ]);
    expect(figures("request")).toMatchObject([{ tokenFrom: "direct" }]);
  });
});

test("fits the limits of Analytics Engine with the longest values", () => {
  const { dataset, points } = fakeDataset();
  const route = `/business/${"x".repeat(8_000)}`;
  figuresOf(dataset)?.({ kind: "request", caller: "x".repeat(32), route, problem: "upstream_unauthorized" });
  const [{ indexes, blobs } = { indexes: [], blobs: [] }] = points;
  expect(new TextEncoder().encode(indexes.join()).byteLength).toBeLessThanOrEqual(96);
  expect(new TextEncoder().encode(blobs.join("")).byteLength).toBeLessThanOrEqual(16_384);
});

/** Headers whose values differ between any two responses. */
const VARYING = new Set(["x-request-id", "traceparent", "date"]);

/** A figure in which every position is missing. */
const EMPTY = Object.fromEntries([
  ...POSITIONS.blobs.map((name) => [name, ""]),
  ...POSITIONS.doubles.map((name) => [name, 0]),
]);
