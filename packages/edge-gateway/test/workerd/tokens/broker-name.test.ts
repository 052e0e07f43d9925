import { expect, test } from "vitest";
import { accountOfBroker, brokerNameOf } from "../../../src/tokens/broker-name.ts";

const CONFIG = { environment: "production", baseUrl: "https://api.example" };

test("keeps the name of the default broker, whose object stores the token", () => {
  expect(brokerNameOf({ ...CONFIG, account: "default" })).toBe("production https://api.example");
});

test.each(["production", "my environment", "https"])("contains the account (%s)", (environment) => {
  for (const baseUrl of ["https://api.example", "http://[::1]:4010"]) {
    for (const account of ["default", "eu", "us-2"])
      expect(accountOfBroker(brokerNameOf({ environment, baseUrl, account }))).toBe(account);
  }
});

test("is the default account's if the runtime does not know it", () => {
  expect(accountOfBroker(undefined)).toBe("default");
});
