import { parseFlags } from "@wakapay/command";
import { expect, test } from "vitest";
import { startFlags, startOptions } from "../../src/cli/start-options.ts";

/** Parses a command line as `pnpm start` does. */
function optionsOf(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  return startOptions(parseFlags({ variablePrefix: "WAKAPAY_START", flags: startFlags }, args, variables));
}

test("defaults to port 8787 for the gateway and 4010 for the sandbox", () => {
  expect(optionsOf([])).toEqual({ gatewayPort: 8787, sandboxPort: 4010, verbose: false, json: false });
});

test("reads ports from the environment and lets a flag override them", () => {
  const variables = { WAKAPAY_START_GATEWAY_PORT: "9000", WAKAPAY_START_SANDBOX_PORT: "9001" };
  expect(optionsOf(["--gateway-port", "9002"], variables)).toMatchObject({
    gatewayPort: 9002,
    sandboxPort: 9001,
  });
});

test("accepts 0 for both ports", () => {
  const flags = ["--gateway-port=0", "--sandbox-port=0"];
  expect(optionsOf(flags)).toMatchObject({ gatewayPort: 0, sandboxPort: 0 });
});

test.each(["", "http", "-1", "8787.5", "65536", "0x50", " 80"])("rejects the port %j by name", (port) => {
  expect(() => optionsOf([`--gateway-port=${port}`])).toThrow("`--gateway-port` must be a whole number");
});

test("rejects a variable that is not a port by name", () => {
  const variables = { WAKAPAY_START_SANDBOX_PORT: "http" };
  expect(() => optionsOf([], variables)).toThrow("`WAKAPAY_START_SANDBOX_PORT` must be a whole number");
});

test("rejects one port for both servers", () => {
  expect(() => optionsOf(["--gateway-port", "4010"])).toThrow("must use different ports");
});

test.each(["--prot", "--gateway-port"])("rejects the argument %j", (argument) => {
  expect(() => optionsOf([argument])).toThrow(argument);
});
