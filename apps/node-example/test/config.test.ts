import { expect, it } from "vitest";
import { readConfig } from "../src/config.ts";

const VALID = {
  WAKAPAY_BASE_URL: "https://api.test.wakapay.io",
  WAKAPAY_API_KEY: "a-key",
  WAKAPAY_API_SECRET: "a-secret",
};

it("fills in the defaults, and treats an empty variable as not set", () => {
  expect(readConfig({ ...VALID, REDIS_URL: "", PORT: "" })).toEqual({
    ...VALID,
    CURRENCIES: ["USD", "EUR"],
    HOST: "127.0.0.1",
    PORT: 8080,
    LOG_LEVEL: "info",
  });
});

it("names each variable that is not valid, and no value", () => {
  const values = { WAKAPAY_BASE_URL: "secret-1", REDIS_URL: "secret-2", CURRENCIES: "usd", PORT: "web" };
  expect(() => readConfig({ WAKAPAY_API_KEY: "a-key", ...values })).toThrow(
    `The configuration is not valid:
WAKAPAY_BASE_URL must be a URL.
WAKAPAY_API_SECRET must be set.
REDIS_URL must be a URL.
CURRENCIES must be a list of currency codes, such as "USD,EUR".
PORT must be a port.`,
  );
});
