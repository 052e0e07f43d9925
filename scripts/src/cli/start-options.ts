import { type Flag, json, type ParsedFlags, switchFlag, wholeNumberOf } from "@wakapay/command";

const gatewayPort: Flag<number> = portFlag("gateway", 8787);
const sandboxPort: Flag<number> = portFlag("sandbox", 4010);
const verbose: Flag<boolean> = switchFlag(
  "verbose",
  "Print all output of both servers, including their startup.",
);

/** The flags of `pnpm start`. */
export const startFlags: readonly Flag<unknown>[] = [gatewayPort, sandboxPort, verbose, json];

/** Options of `pnpm start`. */
export interface StartOptions {
  readonly gatewayPort: number;
  readonly sandboxPort: number;
  readonly verbose: boolean;
  /** Whether to print the addresses and the gateway key as JSON. */
  readonly json: boolean;
}

/** Reads the flags of `pnpm start`. Throws a `TypeError` if both ports are the same. */
export function startOptions(flags: ParsedFlags): StartOptions {
  const options = {
    gatewayPort: flags.valueOf(gatewayPort),
    sandboxPort: flags.valueOf(sandboxPort),
    verbose: flags.valueOf(verbose),
    json: flags.valueOf(json),
  };
  const port = options.gatewayPort;
  if (port === options.sandboxPort && port !== 0) {
    throw new TypeError(`The gateway and the sandbox must use different ports (got ${port} for both).`);
  }
  return options;
}

function portFlag(server: string, port: number): Flag<number> {
  return {
    name: `${server}-port`,
    value: "port",
    default: port,
    help: `Port of the ${server}. 0 takes any free port.`,
    parse: wholeNumberOf(0, 65_535),
  };
}
