import { expect, test } from "vitest";
import { serveFlags } from "../../src/command/flags.ts";
import { parseFlags } from "../../src/command/parse-flags.ts";
import { serveOptions } from "../../src/command/serve-command.ts";
import { credentials } from "../forms/form.ts";

const environment = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

/** Parses a command line as the command does. */
function optionsOf(args: readonly string[], variables: Readonly<Record<string, string>>) {
  const command = { variablePrefix: "WAKAPAY_SANDBOX", flags: serveFlags };
  return serveOptions(parseFlags(command, args, variables), variables);
}

test("defaults to port 4010 of 127.0.0.1 and one-hour tokens", () => {
  expect(optionsOf([], environment)).toEqual({
    port: 4010,
    host: "127.0.0.1",
    lifetimeSeconds: 3600,
    singleLiveToken: false,
    credentials: [credentials],
  });
});

test("parses every option", () => {
  const args = ["--port=0", "--host", "::1", "--lifetime", "90", "--single-live-token"];
  expect(optionsOf(args, environment)).toMatchObject({
    port: 0,
    host: "::1",
    lifetimeSeconds: 90,
    singleLiveToken: true,
  });
});

test("reads every option from its variable, and lets a flag override it", () => {
  const variables = {
    ...environment,
    WAKAPAY_SANDBOX_PORT: "4011",
    WAKAPAY_SANDBOX_HOST: "::1",
    WAKAPAY_SANDBOX_LIFETIME: "90",
    WAKAPAY_SANDBOX_SINGLE_LIVE_TOKEN: "true",
  };
  expect(optionsOf(["--port", "0"], variables)).toMatchObject({
    port: 0,
    host: "::1",
    lifetimeSeconds: 90,
    singleLiveToken: true,
  });
});

test("uses the default for an empty variable", () => {
  const variables = { ...environment, WAKAPAY_SANDBOX_PORT: "", WAKAPAY_SANDBOX_HOST: "" };
  expect(optionsOf([], variables)).toMatchObject({ port: 4010, host: "127.0.0.1" });
});

test.each([
  [
    "WAKAPAY_SANDBOX_PORT",
    "http",
    '`WAKAPAY_SANDBOX_PORT` must be a whole number from 0 to 65535 (got "http").',
  ],
  ["WAKAPAY_SANDBOX_SINGLE_LIVE_TOKEN", "yes", 'must be true or false (got "yes").'],
])("names the variable %s if its value is not valid", (name, value, message) => {
  expect(() => optionsOf([], { ...environment, [name]: value })).toThrow(message);
});

test.each<[Record<string, string>, string]>([
  [{}, "Set WAKAPAY_API_KEY and WAKAPAY_API_SECRET to"],
  [{ WAKAPAY_API_KEY: "a" }, "Set WAKAPAY_API_SECRET to"],
  [{ WAKAPAY_API_KEY: "", WAKAPAY_API_SECRET: "b" }, "Set WAKAPAY_API_KEY to"],
])("names the variables that are missing from %j", (variables, message) => {
  expect(() => optionsOf([], variables)).toThrow(TypeError);
  expect(() => optionsOf([], variables)).toThrow(message);
});

test.each(["key\n", " key", "key\t"])("rejects white space around a variable: %j", (key) => {
  expect(() => optionsOf([], { ...environment, WAKAPAY_API_KEY: key })).toThrow(
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
])("rejects the argument %s", (argument, message) => {
  expect(() => optionsOf([argument], environment)).toThrow(TypeError);
  expect(() => optionsOf([argument], environment)).toThrow(message);
});
