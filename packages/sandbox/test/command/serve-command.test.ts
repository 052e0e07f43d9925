import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFlags } from "@wakapay/command";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveFlags } from "../../src/command/flags.ts";
import { serveOptions } from "../../src/command/serve-command.ts";
import { credentials } from "../forms/form.ts";

const environment = { WAKAPAY_API_KEY: credentials.apiKey, WAKAPAY_API_SECRET: credentials.apiSecret };

/** Parses a command line as the command does. */
async function optionsOf(args: readonly string[], variables: Readonly<Record<string, string>>) {
  const command = { variablePrefix: "WAKAPAY_SANDBOX", flags: serveFlags };
  return serveOptions(parseFlags(command, args, variables), variables);
}

test("defaults to port 4010 of 127.0.0.1", async () => {
  expect(await optionsOf([], environment)).toEqual({
    port: 4010,
    host: "127.0.0.1",
    credentials: [credentials],
  });
});

test("parses every option", async () => {
  const args = ["--port=0", "--host", "::1", "--lifetime", "90", "--single-live-token"];
  expect(await optionsOf(args, environment)).toMatchObject({
    port: 0,
    host: "::1",
    lifetimeSeconds: 90,
    singleLiveToken: true,
  });
});

test("reads the scenario, the seed, and the control token", async () => {
  const controlToken = "control-token-of-the-tests-0123456789";
  const args = ["--scenario", "expiring", "--seed", "42", "--control-token", controlToken];
  expect(await optionsOf(args, environment)).toMatchObject({
    scenario: "expiring",
    seed: "42",
    controlToken,
  });
});

describe("--scenario", () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wakapay-sandbox-scenario-"));
    file = join(folder, "scenario.json");
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("reads a file, whose credentials make the variables optional", async () => {
    const scenario = { settings: { lifetimeSeconds: 5 }, credentials: [{ ...credentials, account: "shop" }] };
    await writeFile(file, JSON.stringify(scenario));
    const options = await optionsOf(["--scenario", file], {});
    expect(options.scenario).toEqual(scenario);
    expect(options.credentials).toBeUndefined();
    expect((await optionsOf(["--scenario", file], environment)).credentials).toEqual([credentials]);
    await expect(optionsOf(["--scenario", file], { WAKAPAY_API_KEY: "a" })).rejects.toThrow(
      "Set WAKAPAY_API_SECRET to the value that",
    );
  });

  test("rejects a file that is missing, not JSON, or not a scenario, without quoting it", async () => {
    await expect(optionsOf(["--scenario", "no-such"], environment)).rejects.toThrow(
      /`--scenario` must be the name of a file that can be read, or one of: calm, .* \(got "no-such"\)\./,
    );
    await writeFile(file, "hush: secret");
    await expect(optionsOf(["--scenario", file], environment)).rejects.toThrow(/is not valid JSON\.$/);
    await writeFile(
      file,
      JSON.stringify({ credentials: [{ apiKey: "hush", apiSecret: "hush", secret: "hush" }] }),
    );
    const error = optionsOf(["--scenario", file], environment);
    await expect(error).rejects.toThrow("`credentials[0]` has an unknown field.");
    await expect(error).rejects.not.toThrow("hush");
  });
});

test("reads every option from its variable, and lets a flag override it", async () => {
  const variables = {
    ...environment,
    WAKAPAY_SANDBOX_PORT: "4011",
    WAKAPAY_SANDBOX_HOST: "::1",
    WAKAPAY_SANDBOX_LIFETIME: "90",
    WAKAPAY_SANDBOX_SINGLE_LIVE_TOKEN: "true",
  };
  expect(await optionsOf(["--port", "0"], variables)).toMatchObject({
    port: 0,
    host: "::1",
    lifetimeSeconds: 90,
    singleLiveToken: true,
  });
});

test("uses the default for an empty variable", async () => {
  const variables = { ...environment, WAKAPAY_SANDBOX_PORT: "", WAKAPAY_SANDBOX_HOST: "" };
  expect(await optionsOf([], variables)).toMatchObject({ port: 4010, host: "127.0.0.1" });
});

test.each([
  [
    "WAKAPAY_SANDBOX_PORT",
    "http",
    '`WAKAPAY_SANDBOX_PORT` must be a whole number from 0 to 65535 (got "http").',
  ],
  ["WAKAPAY_SANDBOX_SINGLE_LIVE_TOKEN", "yes", 'must be true or false (got "yes").'],
])("names the variable %s if its value is not valid", async (name, value, message) => {
  await expect(optionsOf([], { ...environment, [name]: value })).rejects.toThrow(message);
});

test.each<[Record<string, string>, string]>([
  [{}, "Set WAKAPAY_API_KEY and WAKAPAY_API_SECRET to the values that"],
  [{ WAKAPAY_API_KEY: "a" }, "Set WAKAPAY_API_SECRET to"],
  [{ WAKAPAY_API_KEY: "", WAKAPAY_API_SECRET: "b" }, "Set WAKAPAY_API_KEY to"],
])("names the variables that are missing from %j", async (variables, message) => {
  await expect(optionsOf([], variables)).rejects.toThrow(TypeError);
  await expect(optionsOf([], variables)).rejects.toThrow(message);
});

test.each(["key\n", " key", "key\t"])("rejects white space around a variable: %j", async (key) => {
  await expect(optionsOf([], { ...environment, WAKAPAY_API_KEY: key })).rejects.toThrow(
    "`WAKAPAY_API_KEY` must not start or end with white space.",
  );
});

test.each([
  [["--prot", "4010"], "Unknown option `--prot`."],
  [["-p", "4010"], "Unknown option `-p`."],
  [["--port"], "`--port` needs a value: `--port <number>`."],
  [["--port", "--json"], "`--port` needs a value"],
  [["--json=yes"], "`--json` takes no value."],
  [["--help=all"], "`--help` takes no value."],
  [["--lifetime", "-5"], '`--lifetime` must be a whole number from 1 to 315360000 (got "-5").'],
])("says what is wrong with the arguments %j", async (args, message) => {
  await expect(optionsOf(args, environment)).rejects.toThrow(message);
});

test.each([
  ["--port=http", '`--port` must be a whole number from 0 to 65535 (got "http").'],
  ["--port=-1", '`--port` must be a whole number from 0 to 65535 (got "-1").'],
  ["--port=65536", '`--port` must be a whole number from 0 to 65535 (got "65536").'],
  ["--lifetime=", '`--lifetime` must be a whole number from 1 to 315360000 (got "").'],
  ["--lifetime=0", '`--lifetime` must be a whole number from 1 to 315360000 (got "0").'],
  ["--host=", "`--host` must be a host name or address, such as 127.0.0.1 (got an empty string)."],
  ["--control-token=short", "`--control-token` must have at least 32 characters"],
  ["--single-live-token=yes", "`--single-live-token` takes no value."],
])("rejects the argument %s", async (argument, message) => {
  await expect(optionsOf([argument], environment)).rejects.toThrow(TypeError);
  await expect(optionsOf([argument], environment)).rejects.toThrow(message);
});
