import { type Command, json, switchFlag } from "@wakapay/command";
import { styleFor } from "../terminal/style-for.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { settingsFlags, VARIABLE_PREFIX, VARIABLES_HELP, validSettingsOf } from "./flags.ts";
import { withToken } from "./with-token.ts";

const header = switchFlag("header", "Print the token as an Authorization header.");

/** `wakapay token` prints a new access token. */
export function tokenCommand({ stdout, stderr }: Terminal): Command {
  const name = "wakapay token";
  return {
    name,
    invocation: "wakapay token",
    summary: "Prints a new access token. It is stored nowhere.",
    variablePrefix: VARIABLE_PREFIX,
    flags: [header, ...settingsFlags, json],
    details: `${VARIABLES_HELP}

Exit codes: 0 with a token, 2 for invalid arguments, 3 if there is no token.`,
    async run(flags, { variables, print, warn }) {
      const isHeader = flags.valueOf(header);
      const isJson = flags.valueOf(json);
      if (isHeader && isJson) throw new TypeError("Use either `--header` or `--json`.");
      const settings = validSettingsOf(flags, variables);
      const style = styleFor(stderr, variables);
      return withToken({ name, settings, stderr, warn }, async ({ source }) => {
        const { value, expiresAt, fingerprint } = await source();
        const expires = new Date(expiresAt).toISOString().replace(/\.\d+/, "");
        if (isJson) print(JSON.stringify({ accessToken: value, expiresAt: expires, fingerprint }));
        else print(isHeader ? `Authorization: Bearer ${value}` : value);
        if (stdout.isTTY) warn(style("dim", `Expires at ${expires}. Treat the token like a password.`));
        return 0;
      });
    },
  };
}
