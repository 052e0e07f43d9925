import { WAKAPAY_TEST_URL } from "@wakapay/auth-core";
import type { Variables } from "@wakapay/command";
import { addressFault, type Environment, environmentOf } from "./address.ts";

/** The environment that a person says to call. */
export const PROFILES = ["test", "production"] as const;
export type Profile = (typeof PROFILES)[number];

/** Something that is wrong with the variables. The texts contain no value. */
export interface SettingsFault {
  readonly fault:
    | "missing_variable"
    | "white_space"
    | "placeholder"
    | "invalid_address"
    | "wrong_environment";
  readonly message: string;
  readonly advice: string;
}

/** The names of the variables that are read. */
export interface VariableNames {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly baseUrl: string;
}

/** What the variables say. */
export interface Settings {
  readonly names: VariableNames;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly baseUrl: string;
  /** The parsed base URL, if it is valid. */
  readonly url: URL | undefined;
  readonly environment: Environment;
  /** Whether `baseUrl` is the default. */
  readonly isDefaultAddress: boolean;
  /** Whether real money may move: other methods than GET then require `--live`. */
  readonly isLive: boolean;
  /** Faults of the key and the secret. */
  readonly credentialFaults: readonly SettingsFault[];
  /** Faults of the base URL and of the profile. */
  readonly addressFaults: readonly SettingsFault[];
  /** Faults of the base URL that do not keep a command from running. */
  readonly addressWarnings: readonly SettingsFault[];
  /** Other faults that do not keep a command from running. */
  readonly warnings: readonly SettingsFault[];
}

const PLACEHOLDER = /^(?:<.*>|\$\{.*\}|your[-_ ].*|changeme|placeholder|todo|x{3,}|\*{3,})$/i;

/**
 * Reads the variables of a profile: `WAKAPAY_PRODUCTION_API_KEY` and so on if one of the three is
 * set, otherwise `WAKAPAY_API_KEY` and so on. The two families are never mixed.
 */
export function readSettings(profile: Profile | undefined, variables: Variables): Settings {
  const names = namesFor(profile, variables);
  const { [names.apiKey]: apiKey = "", [names.apiSecret]: apiSecret = "" } = variables;
  const baseUrl = variables[names.baseUrl] || WAKAPAY_TEST_URL;
  const problem = addressFault(baseUrl);
  const url = problem === undefined ? new URL(baseUrl) : undefined;
  const environment = url === undefined ? "production" : environmentOf(url);
  const pair = [
    [names.apiKey, apiKey],
    [names.apiSecret, apiSecret],
  ] as const;
  return {
    names,
    apiKey,
    apiSecret,
    baseUrl,
    url,
    environment,
    isDefaultAddress: !variables[names.baseUrl],
    isLive: profile === "production" || environment === "production",
    credentialFaults: credentialFaults(pair),
    addressFaults:
      problem === undefined
        ? profileFault(profile, environment, names)
        : [
            {
              fault: "invalid_address",
              message: `${names.baseUrl} ${problem}.`,
              advice: `The address of WakaPay's test environment is ${WAKAPAY_TEST_URL}.`,
            },
          ],
    addressWarnings: profile === "production" && environment === "local" ? [localProduction(names, url)] : [],
    warnings: [
      ...pair.flatMap(([name, value]) => placeholderWarning(name, value)),
      ...sharedKeyWarning(variables),
    ],
  };
}

function namesFor(profile: Profile | undefined, variables: Variables): VariableNames {
  const own = namesWith(`WAKAPAY_${profile?.toUpperCase()}`);
  const hasOwn = profile !== undefined && Object.values(own).some((name) => variables[name]);
  return hasOwn ? own : namesWith("WAKAPAY");
}

function namesWith(prefix: string): VariableNames {
  return { apiKey: `${prefix}_API_KEY`, apiSecret: `${prefix}_API_SECRET`, baseUrl: `${prefix}_BASE_URL` };
}

type Variable = readonly [name: string, value: string];

function credentialFaults(pair: readonly Variable[]): SettingsFault[] {
  const missing = pair.filter(([, value]) => value.trim() === "").map(([name]) => name);
  const padded = pair.filter(([, value]) => value.trim() !== "" && value !== value.trim());
  return [
    ...(missing.length > 0 ? [missingVariables(missing, pair.length)] : []),
    ...padded.map(([name]) => ({
      fault: "white_space" as const,
      message: `${name} starts or ends with white space.`,
      advice: "Remove the white space. In a file, remove the newline at its end.",
    })),
  ];
}

function missingVariables(missing: readonly string[], all: number): SettingsFault {
  const isOne = missing.length === 1;
  const set = `Set ${isOne ? "it" : "them"} in the environment, or in a file that you name with --env-file.`;
  const sandbox = "Without an account, try the sandbox: `wakapay sandbox run -- wakapay doctor`";
  return {
    fault: "missing_variable",
    message: `${missing.join(" and ")} ${isOne ? "is" : "are"} not set.`,
    advice: missing.length === all ? `${set} ${sandbox}` : set,
  };
}

function placeholderWarning(name: string, value: string): SettingsFault[] {
  if (!PLACEHOLDER.test(value.trim())) return [];
  const advice = "Replace the placeholder with the value from WakaPay.";
  return [{ fault: "placeholder", message: `${name} looks like a placeholder.`, advice }];
}

function profileFault(
  profile: Profile | undefined,
  environment: Environment,
  { baseUrl }: VariableNames,
): SettingsFault[] {
  if (profile === "test" && environment === "production") {
    return [
      {
        fault: "wrong_environment",
        message: `${baseUrl} is not the address of WakaPay's test environment.`,
        advice: "Correct it, or use --profile production.",
      },
    ];
  }
  if (profile === "production" && environment === "test") {
    return [
      {
        fault: "wrong_environment",
        message: `--profile production needs ${baseUrl}, the address that WakaPay gave you.`,
        advice: "Set it, or use --profile test.",
      },
    ];
  }
  return [];
}

function localProduction({ baseUrl }: VariableNames, url: URL | undefined): SettingsFault {
  return {
    fault: "wrong_environment",
    message: `${url?.origin} is on this machine, but the profile is production.`,
    advice: `Set ${baseUrl} to the address that WakaPay gave you, unless a tunnel leads to it. For the sandbox, omit --profile.`,
  };
}

/** WakaPay requires different keys for its environments. */
function sharedKeyWarning(variables: Variables): SettingsFault[] {
  const { WAKAPAY_TEST_API_KEY, WAKAPAY_API_KEY, WAKAPAY_PRODUCTION_API_KEY } = variables;
  const test = WAKAPAY_TEST_API_KEY || WAKAPAY_API_KEY;
  if (!test || test !== WAKAPAY_PRODUCTION_API_KEY) return [];
  return [
    {
      fault: "wrong_environment",
      message: "WAKAPAY_PRODUCTION_API_KEY has the same value as the key of the other profile.",
      advice: "Test and production have different keys. Replace the wrong one.",
    },
  ];
}
