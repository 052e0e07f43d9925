import { readFileSync } from "node:fs";
import openapi from "@wakapay/sandbox/openapi.json" with { type: "json" };
import { parse } from "smol-toml";
import { expect, test } from "vitest";

const recipe = parse(readFileSync(new URL("../../recipes/schemathesis.toml", import.meta.url), "utf8"));

// Schemathesis needs Python. It rejects a configuration that names unknown parts of the document.
test("names the security scheme, the exchange, and the operation of the document", () => {
  expect(Object.keys(openapi.components.securitySchemes)).toEqual(["accessToken"]);
  expect(Object.keys(openapi.paths["/business/auth"])).toEqual(["post"]);
  expect(openapi.components.schemas.AuthResponse.properties).toHaveProperty("accessToken");
  expect(openapi.paths["/business/balance"].get).toMatchObject({
    operationId: "getBalance",
    parameters: [{ in: "query", name: "currency" }],
  });
  expect(recipe).toMatchObject({
    auth: {
      dynamic: { openapi: { accessToken: { path: "/business/auth", extract_selector: "/accessToken" } } },
    },
    operations: [{ "include-operation-id": "getBalance", parameters: { "query.currency": "USD" } }],
  });
});

test("sends the fields of the documented request body", () => {
  const { required } = openapi.components.schemas.AuthRequest;
  const payload = Object.fromEntries(
    required.map((name) => [name, expect.stringMatching(/^\$\{WAKAPAY_API_(KEY|SECRET)\}$/)]),
  );
  expect(recipe).toHaveProperty("auth.dynamic.openapi.accessToken.payload", payload);
});
