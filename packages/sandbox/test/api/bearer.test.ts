import { decodeJwt, SignJWT, UnsecuredJWT } from "jose";
import { expect, test } from "vitest";
import { createSandbox } from "../../src/index.ts";
import { createClient } from "../client.ts";
import { credentials } from "../forms/form.ts";

const sandbox = createSandbox({ credentials: [credentials] });
const client = createClient(sandbox);
const outcome = () => sandbox.journal().at(-1)?.outcome;

/** A token with the claims of a good one, signed by a key that is not the sandbox's. */
async function forged(algorithm: string, secret: Uint8Array): Promise<string> {
  return new SignJWT(decodeJwt(await client.token()))
    .setProtectedHeader({ alg: algorithm, typ: "JWT" })
    .sign(secret);
}

const forgeries: [string, () => Promise<string>][] = [
  ["signed by nobody (alg: none)", async () => new UnsecuredJWT(decodeJwt(await client.token())).encode()],
  ["signed by another key", () => forged("HS256", new Uint8Array(32))],
  [
    "signed by the apiSecret",
    () => forged("HS256", new TextEncoder().encode(credentials.apiSecret.padEnd(32))),
  ],
  ["signed with another algorithm", () => forged("HS512", new Uint8Array(64))],
  [
    "with the signature of another",
    async () => {
      const [own = "", other = ""] = [await client.token(), await client.token()];
      return `${own.slice(0, own.lastIndexOf("."))}${other.slice(other.lastIndexOf("."))}`;
    },
  ],
  ["without its signature", async () => (await client.token()).split(".").slice(0, 2).join(".")],
  ["of another sandbox", () => createClient(createSandbox({ credentials: [credentials] })).token()],
  ["that is no JWT", async () => "abc"],
];

test.each(forgeries)("a token %s is refused", async (_, forge) => {
  const answer = await client.balance(`Bearer ${await forge()}`);
  expect(answer.status).toBe(401);
  expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
  expect(await answer.json()).toEqual({
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
])("an Authorization of «%s» is no bearer token", async (authorization) => {
  const answer = await client.balance(authorization);
  expect(answer.status).toBe(401);
  expect(outcome()).toBe("no bearer token");
});

test.each(["Bearer", "bearer", "BEARER"])("the scheme may be written %s", async (scheme) => {
  expect((await client.balance(`${scheme} ${await client.token()}`)).status).toBe(200);
});

test("the refusal says in the documented shape what is wrong with the token", async () => {
  const token = await client.token();
  sandbox.revoke(token);
  const answer = await client.balance(`Bearer ${token}`);
  expect(await answer.json()).toEqual({ code: 0, error: "invalid access token: revoked" });
  expect(answer.headers.get("wakapay-sandbox")).toBe("invented");
});
