import { expect, test } from "vitest";
import { parseStartOptions } from "../../src/cli/start-options.ts";

test("defaults to port 8787 for the gateway and 4010 for the sandbox", () => {
  expect(parseStartOptions([], {})).toEqual({
    gatewayPort: 8787,
    sandboxPort: 4010,
    verbose: false,
    help: false,
  });
});

test("reads ports from the environment and lets a flag override them", () => {
  const env = { GATEWAY_PORT: "9000", SANDBOX_PORT: "9001" };
  expect(parseStartOptions(["--gateway-port", "9002"], env)).toMatchObject({
    gatewayPort: 9002,
    sandboxPort: 9001,
  });
});

test("accepts 0 for both ports", () => {
  const flags = ["--gateway-port=0", "--sandbox-port=0"];
  expect(parseStartOptions(flags, {})).toMatchObject({ gatewayPort: 0, sandboxPort: 0 });
});

test.each(["", "http", "-1", "8787.5", "65536", "0x50", " 80"])("rejects the port %j by name", (port) => {
  expect(() => parseStartOptions([`--gateway-port=${port}`], {})).toThrow("--gateway-port must be a number");
  expect(() => parseStartOptions([], { SANDBOX_PORT: port })).toThrow("SANDBOX_PORT must be a number");
});

test("rejects one port for both servers", () => {
  expect(() => parseStartOptions(["--gateway-port", "4010"], {})).toThrow("must use different ports");
});

test.each(["--prot", "8787", "--gateway-port"])("rejects the argument %j", (argument) => {
  expect(() => parseStartOptions([argument], {})).toThrow(argument);
});
