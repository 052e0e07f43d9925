import { decodeJwt, SignJWT, UnsecuredJWT } from "jose";
import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const sandbox = createSandbox({ credentials: [credentials] });
const client = createClient(sandbox);
const outcome = () => sandbox.journal().at(-1)?.outcome;

/** Signs the claims of a valid token with another key. */
async function forge(algorithm: string, secret: Uint8Array): Promise<string> {
  return new SignJWT(decodeJwt(await client.token()))
    .setProtectedHeader({ alg: algorithm, typ: "JWT" })
    .sign(secret);
}

const forgeries: [string, () => Promise<string>][] = [
  ["without a signature (alg: none)", async () => new UnsecuredJWT(decodeJwt(await client.token())).encode()],
  ["signed by another key", () => forge("HS256", new Uint8Array(32))],
  [
    "signed by the apiSecret",
    () => forge("HS256", new TextEncoder().encode(credentials.apiSecret.padEnd(32))),
  ],
  ["signed with another algorithm", () => forge("HS512", new Uint8Array(64))],
  [
    "with the signature of another token",
    async () => {
      const [first = "", second = ""] = [await client.token(), await client.token()];
      return `${first.slice(0, first.lastIndexOf("."))}${second.slice(second.lastIndexOf("."))}`;
    },
  ],
  ["with its signature removed", async () => (await client.token()).split(".").slice(0, 2).join(".")],
  ["of another sandbox", () => createClient(createSandbox({ credentials: [credentials] })).token()],
  ["that is not a JWT", async () => "abc"],
];

test.each(forgeries)("rejects a token %s", async (_, forgery) => {
  const response = await client.balance(`Bearer ${await forgery()}`);
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
  expect(await response.json()).toEqual({
    code: 0,
    error: "invalid access token: this sandbox did not issue it",
  });
  expect(outcome()).toBe("unknown token");
});

test.each([
  "",
  "Bearer",
  "Bearer ",
  "Basic dXNlcjpwYXNz",
  "Token abc",
  "Bearer a b",
  "Bearer a, Bearer b",
  "Bearerabc",
])("rejects the Authorization header '%s'", async (authorization) => {
  const response = await client.balance(authorization);
  expect(response.status).toBe(401);
  expect(outcome()).toBe("no bearer token");
});

test.each(["Bearer", "bearer", "BEARER"])("accepts the scheme spelled %s", async (scheme) => {
  expect((await client.balance(`${scheme} ${await client.token()}`)).status).toBe(200);
});

test("says why a token is invalid, in the documented error format", async () => {
  const token = await client.token();
  sandbox.revoke(token);
  const response = await client.balance(`Bearer ${token}`);
  expect(await response.json()).toEqual({ code: 0, error: "invalid access token: revoked" });
  expect(response.headers.get("wakapay-sandbox")).toBe("invented");
});
