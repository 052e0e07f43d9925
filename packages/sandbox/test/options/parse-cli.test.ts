import { expect, test } from "vitest";
import { parseCli } from "../../src/options/parse-cli.ts";
import { credentials } from "../forms/form.ts";

const environment = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

test("defaults to port 4010 of 127.0.0.1 and one-hour tokens", () => {
  expect(parseCli([], environment)).toEqual({
    port: 4010,
    host: "127.0.0.1",
    lifetimeSeconds: 3600,
    singleLiveToken: false,
    credentials: [credentials],
  });
});

test("parses every option", () => {
  const args = ["--port=0", "--host", "::1", "--lifetime", "90", "--single-live-token"];
  expect(parseCli(args, environment)).toMatchObject({
    port: 0,
    host: "::1",
    lifetimeSeconds: 90,
    singleLiveToken: true,
  });
});

test("returns undefined for --help, even without credentials", () => {
  expect(parseCli(["--help"], {})).toBeUndefined();
});

test.each<[Record<string, string>, string]>([
  [{}, "Set WAKAPAY_API_KEY and WAKAPAY_API_SECRET to"],
  [{ WAKAPAY_API_KEY: "a" }, "Set WAKAPAY_API_SECRET to"],
  [{ WAKAPAY_API_KEY: "", WAKAPAY_API_SECRET: "b" }, "Set WAKAPAY_API_KEY to"],
])("names the variables that are missing from %j", (variables, message) => {
  expect(() => parseCli([], variables)).toThrow(TypeError);
  expect(() => parseCli([], variables)).toThrow(message);
});

test.each(["key\n", " key", "key\t"])("rejects white space around a variable: %j", (key) => {
  expect(() => parseCli([], { ...environment, WAKAPAY_API_KEY: key })).toThrow(
    "`WAKAPAY_API_KEY` must not start or end with white space.",
  );
});

test.each([
  ["--prot", "Unknown option '--prot'"],
  ["--port=http", '`--port` must be a whole number from 0 to 65535 (got "http").'],
  ["--port=-1", '`--port` must be a whole number from 0 to 65535 (got "-1").'],
  ["--port=65536", '`--port` must be a whole number from 0 to 65535 (got "65536").'],
  ["--lifetime=", '`--lifetime` must be a whole number from 1 to 315360000 (got "").'],
  ["--lifetime=0", '`--lifetime` must be a whole number from 1 to 315360000 (got "0").'],
  ["--host=", "`--host` must be a host name or address, such as 127.0.0.1 (got an empty string)."],
  ["--single-live-token=yes", "does not take an argument"],
  ["4010", "Unexpected argument '4010'"],
])("rejects the argument %s", (argument, message) => {
  expect(() => parseCli([argument], environment)).toThrow(TypeError);
  expect(() => parseCli([argument], environment)).toThrow(message);
});
