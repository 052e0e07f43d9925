import { expect, test } from "vitest";
import { cliOptions } from "../../src/options/cli-options.ts";
import { credentials } from "../forms/form.ts";

const environment = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

test("without options it is port 4010 of 127.0.0.1 and the documented lifetime", () => {
  expect(cliOptions([], environment)).toEqual({
    port: 4010,
    host: "127.0.0.1",
    lifetimeSeconds: 3600,
    singleLiveToken: false,
    credentials: [credentials],
  });
});

test("each option is taken", () => {
  const args = ["--port=0", "--host", "::1", "--lifetime", "90", "--single-live-token"];
  expect(cliOptions(args, environment)).toMatchObject({
    port: 0,
    host: "::1",
    lifetimeSeconds: 90,
    singleLiveToken: true,
  });
});

test("help is had without credentials", () => {
  expect(cliOptions(["--help"], {})).toBeUndefined();
});

test.each<[Record<string, string>, string]>([
  [{}, "Set WAKAPAY_API_KEY and WAKAPAY_API_SECRET:"],
  [{ WAKAPAY_API_KEY: "a" }, "Set WAKAPAY_API_SECRET:"],
  [{ WAKAPAY_API_KEY: "", WAKAPAY_API_SECRET: "b" }, "Set WAKAPAY_API_KEY:"],
])("credentials that are missing from %j are named", (given, why) => {
  expect(() => cliOptions([], given)).toThrow(TypeError);
  expect(() => cliOptions([], given)).toThrow(why);
});

test.each([
  ["--prot", "Unknown option '--prot'"],
  ["--port=http", "--port takes a whole number."],
  ["--port=-1", "--port takes a whole number."],
  ["--lifetime=", "--lifetime takes a whole number."],
  ["--single-live-token=yes", "does not take an argument"],
  ["4010", "Unexpected argument '4010'"],
])("a wrong argument, %s, is explained", (argument, why) => {
  expect(() => cliOptions([argument], environment)).toThrow(TypeError);
  expect(() => cliOptions([argument], environment)).toThrow(why);
});
