import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalGateway, localGateway } from "./local-gateway.ts";
import { type ServedGateway, serveGateway } from "./serve-gateway.ts";

/** Another Worker of the account: it hands a request on over the binding that the request names. */
const SERVICE = `export default {
  fetch: (request, env) => env[request.headers.get("x-binding")].fetch(request),
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
      DEMO: { service: "gateway", entrypoint: "BoundService", props: { caller: "demo" } },
      STRANGER: { service: "gateway", entrypoint: "BoundService", props: { caller: "stranger" } },
      NO_PROPS: { service: "gateway", entrypoint: "BoundService" },
      HTTP: { service: "gateway", props: { caller: "demo" } },
    },
  });
});
afterAll(async () => {
  await service.close();
  await local.close();
});

/** Calls through the other Worker, and says what came and of which kind. */
async function callOver(binding: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(service.url + BALANCE, { headers: { "x-binding": binding, ...headers } });
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
