import type { Program } from "@wakapay/command";
import { completionCommand } from "./command/completion-command.ts";
import { doctorCommand } from "./command/doctor-command.ts";
import { otherProgram } from "./command/other-program.ts";
import { requestCommand } from "./command/request-command.ts";
import { tokenCommand } from "./command/token-command.ts";
import { DOCUMENTATION } from "./terminal/documentation.ts";
import type { Terminal } from "./terminal/terminal.ts";

const DETAILS = `Examples:
  wakapay get /business/balance -q currency=USD
  wakapay sandbox run -- wakapay doctor    Try it without an account.

Required environment variables:
  WAKAPAY_API_KEY       API key
  WAKAPAY_API_SECRET    API secret

Each call makes a token request of its own. If WakaPay accepts only the newest token, a service that
runs with the same credentials then gets a 401 until it renews its token.

Without a global installation, write npx @wakapay/cli instead of wakapay.
Documentation: ${DOCUMENTATION.start}`;

/** Creates the program `wakapay` for a terminal. */
export function createProgram(terminal: Terminal, version: string): Program {
  const agent = `wakapay-cli/${version}`;
  const program: Program = {
    name: "wakapay",
    invocation: "wakapay",
    summary: "Calls the WakaPay Business API, and finds out why a call fails.",
    details: DETAILS,
    commands: {
      token: tokenCommand(terminal),
      get: requestCommand("GET", terminal, agent),
      post: requestCommand("POST", terminal, agent),
      put: requestCommand("PUT", terminal, agent),
      patch: requestCommand("PATCH", terminal, agent),
      delete: requestCommand("DELETE", terminal, agent),
      doctor: doctorCommand(terminal, { version, agent }),
      completion: completionCommand(() => program),
      sandbox: otherProgram("@wakapay/sandbox", {
        summary: "Runs the sandbox, a fake of the API for tests and local development.",
        positionalChoices: ["run"],
      }),
      gateway: otherProgram("@wakapay/edge-gateway", {
        summary: "Creates keys for a gateway, and checks its deployments.",
        positionalChoices: ["key", "keys", "check", "smoke"],
      }),
    },
  };
  return program;
}
