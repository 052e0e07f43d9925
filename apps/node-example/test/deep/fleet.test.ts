import { once } from "node:events";
import { createServer } from "node:http";
import { serve } from "@wakapay/sandbox/serve";
import { expect, inject, it, onTestFinished } from "vitest";
import { credentials, environmentOf } from "../running-service.ts";
import { startProcess, startRedis } from "./processes.ts";

async function startSandbox() {
  const sandbox = await serve({ credentials: [credentials] });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

it.skipIf(!inject("redisServer"))("makes one token request for four processes behind one Redis", async () => {
  const sandbox = await startSandbox();
  const env = { ...environmentOf(sandbox), REDIS_URL: await startRedis() };
  const processes = await Promise.all([1, 2, 3, 4].map(() => startProcess(env)));
  const calls = processes.flatMap(({ url }) => Array.from({ length: 5 }, () => fetch(`${url}/balances`)));
  for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
  expect(sandbox.exchanges()).toBe(1);
  sandbox.revoke();
  for (const { url } of processes) expect((await fetch(`${url}/balances`)).status).toBe(200);
  expect(sandbox.exchanges()).toBe(2);
});

it("starts without a Redis that is down, and serves with its own token", async () => {
  const sandbox = await startSandbox();
  const { url } = await startProcess({ ...environmentOf(sandbox), REDIS_URL: "redis://127.0.0.1:1" });
  expect((await fetch(`${url}/balances`)).status).toBe(200);
  expect(sandbox.exchanges()).toBe(1);
});

it("finishes the request in progress on SIGTERM, sends its metrics, and exits with 0", async () => {
  const exported: string[] = [];
  const collector = createServer((request, response) => {
    exported.push(request.url ?? "");
    request.resume();
    response.setHeader("content-type", "application/json").end("{}");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void collector.close());
  await once(collector, "listening");
  const address = collector.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const sandbox = await startSandbox();
  const { url, child, log } = await startProcess({
    ...environmentOf(sandbox),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  await fetch(`${url}/readyz`);
  sandbox.fault({ route: "business", delayMs: 500, times: 2 });
  const response = fetch(`${url}/balances`);
  await expect
    .poll(() => sandbox.journal().filter(({ path }) => path === "/business/balance"))
    .toHaveLength(2);
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  expect((await response).status).toBe(200);
  expect(await exited).toEqual([0, null]);
  expect(log.at(-1)).toMatchObject({ msg: "stopped" });
  expect(exported.sort()).toEqual(["/v1/metrics", "/v1/traces"]);
});
