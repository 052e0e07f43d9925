import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalGateway, localGateway } from "./local-gateway.ts";
import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

/**
 * Another Worker of the account: it hands a request on over the binding that the request names, under the address and with
 * the Content-Length that it names.
 */
const SERVICE = `export default {
  async fetch(request, env) {
    const { method } = request;
    const headers = new Headers(request.headers);
    const length = headers.get("x-length");
    if (length !== null) headers.set("content-length", length);
    const { readable, writable } = new TransformStream();
    const body = method === "POST" ? readable : null;
    // A body in two parts with a pause, so that the first has been taken before the second comes.
    const [first, second = ""] = (await request.text()).split("|");
    const writer = writable.getWriter();
    writer.write(new TextEncoder().encode(first)).then(async () => {
      if (second !== "") await scheduler.wait(50).then(() => writer.write(new TextEncoder().encode(second)));
      await writer.close();
    }).catch(() => {});
    return env[headers.get("x-binding")].fetch(headers.get("x-url") ?? request.url, { method, headers, body });
  },
};`;
const BALANCE = "/business/balance?currency=USD";

let local: LocalGateway;
let service: ServedGateway;
beforeAll(async () => {
  local = await localGateway();
  service = await serveGateway({
    variables: local.variables,
    frontModule: SERVICE,
    front: {
      DEMO: { service: "gateway", entrypoint: "GatewayEntrypoint", props: { caller: "demo" } },
      STRANGER: { service: "gateway", entrypoint: "GatewayEntrypoint", props: { caller: "stranger" } },
      NO_PROPS: { service: "gateway", entrypoint: "GatewayEntrypoint" },
      HTTP: { service: "gateway", props: { caller: "demo" } },
    },
  });
});
afterAll(async () => {
  await service.close();
  await local.close();
});

/** Calls through the other Worker, and says what came and of which kind. */
async function callOver(
  binding: string,
  headers: Record<string, string> = {},
  { path = BALANCE, ...init }: RequestInit & { readonly path?: string } = {},
): Promise<string> {
  const answer = await fetch(service.url + path, { ...init, headers: { "x-binding": binding, ...headers } });
  const { type = "" } = Object(await answer.json());
  return `${answer.status} ${answer.headers.get("wakapay-gateway-answer")} ${type}`.trim();
}

const REFUSED = "401 gateway urn:wakapay-gateway:problem:key_refused";
const MISSING = "401 gateway urn:wakapay-gateway:problem:key_missing";

test("a Worker whose binding names a caller needs no key", async () => {
  expect(await callOver("DEMO")).toBe("200 upstream");
});

test("over such a binding a key is not looked at, right or wrong", async () => {
  expect(await callOver("DEMO", { authorization: "Bearer wrong" })).toBe("200 upstream");
  expect(await callOver("STRANGER", { authorization: `Bearer ${local.key}` })).toBe(REFUSED);
});

test("a binding that names nobody, or a caller that the policy has not, gets the 401 of a wrong key", async () => {
  expect(await callOver("NO_PROPS")).toBe(REFUSED);
  expect(await callOver("STRANGER")).toBe(REFUSED);
});

test("a binding of the entry for HTTP needs a key, whatever its props say", async () => {
  expect(await callOver("HTTP")).toBe(MISSING);
  expect(await callOver("HTTP", { authorization: `Bearer ${local.key}` })).toBe("200 upstream");
});

test("a Worker may call under WakaPay's own address, which over HTTP would be a loop", async () => {
  const url = { "x-url": local.sandbox.url + BALANCE };
  expect(await callOver("DEMO", url)).toBe("200 upstream");
  expect(await callOver("HTTP", { ...url, authorization: `Bearer ${local.key}` })).toBe(
    "503 gateway urn:wakapay-gateway:problem:misconfigured",
  );
});

test("over a binding, where no server frames the body, a Content-Length that lies is refused", async () => {
  const OTHER_LENGTH = "400 gateway urn:wakapay-gateway:problem:body_refused";
  const post = (length: string, body: string, headers: Record<string, string> = {}) =>
    callOver(
      "DEMO",
      { "content-type": "application/json", "x-length": length, ...headers },
      { method: "POST", body, path: "/business/sandbox-echo" },
    );
  const before = local.sandbox.journal().length;
  for (const idempotency of [{}, { "idempotency-key": "1" }])
    expect(await post("2", "{}|X", idempotency), "more behind the announced length").toBe(OTHER_LENGTH);
  for (const length of ["0", "00", "1", "3", "abc", "-2", "2.0", "0x2", "2, 2"]) {
    expect(await post(length, "{}"), `«${length}»`).toBe(OTHER_LENGTH);
    expect(await post(length, "{}", { "idempotency-key": "1" }), `«${length}», held`).toBe(OTHER_LENGTH);
  }
  const journal = local.sandbox.journal().slice(before);
  expect(
    journal.filter(({ path, status }) => path === "/business/sandbox-echo" && status === 200),
    "none whole reaches WakaPay",
  ).toEqual([]);
  expect(await post("2", "{}")).toBe("200 upstream");
  expect(await post("0", "")).toBe("200 upstream");
});
