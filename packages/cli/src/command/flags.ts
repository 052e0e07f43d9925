import { choiceFlag, type Flag, type ParsedFlags, type Variables } from "@wakapay/command";
import { PROFILES, type Profile, readSettings, type Settings } from "../settings/read-settings.ts";
import { withEnvFiles } from "../settings/with-env-files.ts";

/** The start of the names of the flags' variables. */
export const VARIABLE_PREFIX = "WAKAPAY_CLI";

const envFile: Flag<string | undefined> = {
  name: "env-file",
  value: "file",
  repeats: true,
  default: undefined,
  help: "File with variables. Those of the environment override it.",
  parse: (text) => text,
};

const profile: Flag<Profile | undefined> = choiceFlag(
  "profile",
  "name",
  PROFILES,
  "Environment to call: test or production.",
);

/** The flags of every command that calls WakaPay. */
export const settingsFlags: readonly Flag<unknown>[] = [envFile, profile];

/** The variables of every command that calls WakaPay, for the help text. */
export const VARIABLES_HELP = `Environment variables:
  WAKAPAY_API_KEY     API key (required)
  WAKAPAY_API_SECRET  API secret (required)
  WAKAPAY_BASE_URL    Address of the API. Default: https://api.test.wakapay.io
  With --profile production, WAKAPAY_PRODUCTION_API_KEY, WAKAPAY_PRODUCTION_API_SECRET, and
  WAKAPAY_PRODUCTION_BASE_URL are read instead, if one of them is set. The same applies to test.`;

/** Reads the settings. Throws a `TypeError` if `--profile` or `--env-file` is not valid. */
export function settingsOf(flags: ParsedFlags, variables: Variables): Settings {
  const files = flags.valuesOf(envFile).filter((file) => file !== undefined);
  return readSettings(flags.valueOf(profile), withEnvFiles(files, variables));
}

/** Reads the settings. Throws a `TypeError` also if a variable is missing or not valid. */
export function validSettingsOf(flags: ParsedFlags, variables: Variables): Settings {
  const settings = settingsOf(flags, variables);
  const [fault] = [...settings.credentialFaults, ...settings.addressFaults];
  if (fault !== undefined) throw new TypeError(`${fault.message} ${fault.advice}`);
  return settings;
}
