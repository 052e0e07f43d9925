import { type Flag, json, switchFlag, wholeNumberOf } from "@wakapay/command";
import { scenarioNames } from "../options/built-in-scenarios.ts";
import { hostSchema } from "../options/listen-options.ts";
import { parse } from "../options/parse.ts";
import { controlTokenSchema } from "../options/sandbox-options.ts";
import { lifetimeRange } from "../options/settings.ts";

/**
 * The flags of the sandbox's commands. Parsing, the help texts, the environment variables
 * (`WAKAPAY_SANDBOX_…`), and the tables of docs/command.md are made from them.
 */
export const port: Flag<number> = {
  name: "port",
  value: "number",
  default: 4010,
  help: "Port to listen on. 0 takes any free port.",
  parse: wholeNumberOf(0, 65_535),
};

export const host: Flag<string> = {
  name: "host",
  value: "address",
  default: "127.0.0.1",
  help: "Host name or address to listen on.",
  parse: (text, label) => parse(hostSchema, text, label),
};

export const scenario: Flag<string | undefined> = {
  name: "scenario",
  value: "scenario",
  default: undefined,
  help: `Scenario to start with: ${scenarioNames.join(", ")}, or a JSON file.`,
  parse: (text) => text,
};

export const seed: Flag<string | undefined> = {
  name: "seed",
  value: "text",
  default: undefined,
  help: "Issue the same tokens in every run. Only on loopback addresses.",
  parse: (text) => text,
};

export const controlToken: Flag<string | undefined> = {
  name: "control-token",
  value: "token",
  default: undefined,
  help: "Token of 32 or more characters that the control API requires, on every address.",
  parse: (text, label) => parse(controlTokenSchema, text, label),
};

export const lifetime: Flag<number | undefined> = {
  name: "lifetime",
  value: "seconds",
  default: undefined,
  help: "Lifetime of new tokens. Default: the scenario's lifetime, or 3600.",
  parse: wholeNumberOf(...lifetimeRange),
};

export const singleLiveToken: Flag<boolean> = switchFlag(
  "single-live-token",
  "A new token revokes the earlier tokens of its account.",
);

export const maxExchanges: Flag<number | undefined> = {
  name: "max-exchanges",
  value: "number",
  default: undefined,
  help: "Fail if there are more token requests than this. Each process makes its own, unless they share a store.",
  parse: wholeNumberOf(0, 1_000_000),
};

export const routes: Flag<string | undefined> = {
  name: "routes",
  value: "file",
  default: undefined,
  help: "JavaScript module with your own routes.",
  parse: (text) => text,
};

export const upstream: Flag<string | undefined> = {
  name: "upstream",
  value: "url",
  default: undefined,
  help: "Mock server that gets the requests under /business/, without the token.",
  parse: (text) => text,
};

export const upstreamAuthorization: Flag<string | undefined> = {
  name: "upstream-authorization",
  value: "header",
  default: undefined,
  help: "Authorization header for a mock server that requires one, such as Prism.",
  parse: (text) => text,
};

export const openapi: Flag<string | undefined> = {
  name: "openapi",
  value: "file",
  default: undefined,
  help: "OpenAPI document, JSON or YAML, whose examples the sandbox serves.",
  parse: (text) => text,
};

/** The flags that describe a sandbox. Both commands have them. */
const sandboxFlags: readonly Flag<unknown>[] = [
  scenario,
  lifetime,
  singleLiveToken,
  seed,
  routes,
  upstream,
  upstreamAuthorization,
  openapi,
];

/** The flags of the command that serves a sandbox until it is stopped. */
export const serveFlags: readonly Flag<unknown>[] = [port, host, controlToken, ...sandboxFlags, json];

/** The flags of the command that runs another command with its own sandbox. */
export const runFlags: readonly Flag<unknown>[] = [maxExchanges, ...sandboxFlags, json];
