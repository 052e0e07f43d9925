import { expect, test } from "vitest";
import { startOptions } from "../src/start-options.ts";

test("without flags and environment, the gateway is at 8787 and the sandbox at 4010", () => {
  expect(startOptions([], {})).toEqual({ gatewayPort: 8787, sandboxPort: 4010, verbose: false, help: false });
});

test("the environment names ports, and a flag wins over it", () => {
  const env = { GATEWAY_PORT: "9000", SANDBOX_PORT: "9001" };
  expect(startOptions(["--gateway-port", "9002"], env)).toMatchObject({
    gatewayPort: 9002,
    sandboxPort: 9001,
  });
});

test("both may take a free port", () => {
  const flags = ["--gateway-port=0", "--sandbox-port=0"];
  expect(startOptions(flags, {})).toMatchObject({ gatewayPort: 0, sandboxPort: 0 });
});

test.each(["", "http", "-1", "8787.5", "65536", "0x50", " 80"])(
  "the port %j is refused, by its name",
  (port) => {
    expect(() => startOptions([`--gateway-port=${port}`], {})).toThrow("--gateway-port is to be a port");
    expect(() => startOptions([], { SANDBOX_PORT: port })).toThrow("SANDBOX_PORT is to be a port");
  },
);

test("one port cannot serve both", () => {
  expect(() => startOptions(["--gateway-port", "4010"], {})).toThrow("need a port each");
});

test.each(["--prot", "8787", "--gateway-port"])("the argument %j alone is refused", (argument) => {
  expect(() => startOptions([argument], {})).toThrow(argument);
});
