import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalGateway, localGateway } from "./local-gateway.ts";
import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

/**
 * Another Worker of the account. It forwards a request over the binding in `X-Binding`, with the
 * URL in `X-Url` and the Content-Length in `X-Length`.
 */
const SERVICE = `export default {
  async fetch(request, env) {
    const { method } = request;
    const headers = new Headers(request.headers);
    const length = headers.get("x-length");
    if (length !== null) headers.set("content-length", length);
    const { readable, writable } = new TransformStream();
    const body = method === "POST" ? readable : null;
    // Sends the body in two parts with a pause, so the first part is read before the second is
    // sent.
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

/** Calls the gateway through the other Worker. Returns status, source, and problem type. */
async function callOver(
  binding: string,
  headers: Record<string, string> = {},
  { path = BALANCE, ...init }: RequestInit & { readonly path?: string } = {},
): Promise<string> {
  const response = await fetch(service.url + path, {
    ...init,
    headers: { "x-binding": binding, ...headers },
  });
  const { type = "" } = Object(await response.json());
  return `${response.status} ${response.headers.get("wakapay-gateway-answer")} ${type}`.trim();
}

const REFUSED = "401 gateway urn:wakapay-gateway:problem:key_refused";
const MISSING = "401 gateway urn:wakapay-gateway:problem:key_missing";

test("authenticates a binding by the caller in its props", async () => {
  expect(await callOver("DEMO")).toBe("200 upstream");
});

test("ignores keys on a binding with props", async () => {
  expect(await callOver("DEMO", { authorization: "Bearer wrong" })).toBe("200 upstream");
  expect(await callOver("STRANGER", { authorization: `Bearer ${local.key}` })).toBe(REFUSED);
});

test("rejects a binding without a caller or with an unknown one, like a wrong key", async () => {
  expect(await callOver("NO_PROPS")).toBe(REFUSED);
  expect(await callOver("STRANGER")).toBe(REFUSED);
});

test("requires a key on a binding of the entrypoint for HTTP, and ignores its props", async () => {
  expect(await callOver("HTTP")).toBe(MISSING);
  expect(await callOver("HTTP", { authorization: `Bearer ${local.key}` })).toBe("200 upstream");
});

test("accepts WakaPay's own address over a binding, and rejects it as a loop over HTTP", async () => {
  const url = { "x-url": local.sandbox.url + BALANCE };
  expect(await callOver("DEMO", url)).toBe("200 upstream");
  expect(await callOver("HTTP", { ...url, authorization: `Bearer ${local.key}` })).toBe(
    "503 gateway urn:wakapay-gateway:problem:misconfigured",
  );
});

test("rejects a wrong Content-Length over a binding, where no server frames the body", async () => {
  const OTHER_LENGTH = "400 gateway urn:wakapay-gateway:problem:body_refused";
  const post = (length: string, body: string, headers: Record<string, string> = {}) =>
    callOver(
      "DEMO",
      { "content-type": "application/json", "x-length": length, ...headers },
      { method: "POST", body, path: "/business/sandbox-echo" },
    );
  const before = local.sandbox.journal().length;
  for (const idempotency of [{}, { "idempotency-key": "1" }])
    expect(await post("2", "{}|X", idempotency), "longer than Content-Length").toBe(OTHER_LENGTH);
  for (const length of ["0", "00", "1", "3", "abc", "-2", "2.0", "0x2", "2, 2"]) {
    expect(await post(length, "{}"), length).toBe(OTHER_LENGTH);
    expect(await post(length, "{}", { "idempotency-key": "1" }), `${length}, buffered`).toBe(OTHER_LENGTH);
  }
  const journal = local.sandbox.journal().slice(before);
  expect(
    journal.filter(({ path, status }) => path === "/business/sandbox-echo" && status === 200),
    "no complete body reaches WakaPay",
  ).toEqual([]);
  expect(await post("2", "{}")).toBe("200 upstream");
  expect(await post("0", "")).toBe("200 upstream");
});
