import * as v from "valibot";
import { faultSchema } from "../faults/fault.ts";
import { credentialsSchema } from "../options/credentials.ts";
import { parse } from "../options/parse.ts";
import { settingsSchema } from "../options/sandbox-options.ts";
import { fields, mustBe } from "../options/schema.ts";
import type { Controls } from "./controls.ts";

/** One command of the HTTP control API. */
export interface Command {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  /**
   * Runs the command with the JSON of the request body and returns the JSON of the response. Throws
   * a `TypeError` if the input is invalid.
   */
  run(input: unknown): object;
}

const nothing = fields({});
const revokeSchema = fields({ token: v.optional(v.string(mustBe("a string"))) });
const rotateSchema = fields({ credentials: credentialsSchema });

/** Returns the commands for {@link Controls}. Their responses contain no key, secret, or token. */
export function commandsFor(controls: Controls): readonly Command[] {
  return [
    command("GET", "journal", nothing, () => ({
      exchanges: controls.exchanges(),
      entries: controls.journal(),
    })),
    command("POST", "faults", faultSchema, (fault) => {
      controls.fault(fault);
      return { scripted: fault };
    }),
    command("POST", "revoke", revokeSchema, ({ token }) => ({ revoked: controls.revoke(token) })),
    command("POST", "rotate", rotateSchema, ({ credentials }) => {
      controls.rotate(credentials);
      return { accounts: credentials.map(({ account }) => account) };
    }),
    command("PATCH", "settings", settingsSchema, (change) => {
      controls.configure(change);
      return { configured: change };
    }),
    command("POST", "reset", nothing, () => {
      controls.reset();
      return { reset: true };
    }),
  ];
}

function command<Input>(
  method: Command["method"],
  name: string,
  schema: v.GenericSchema<unknown, Input>,
  run: (input: Input) => object,
): Command {
  return { method, path: `/_sandbox/${name}`, run: (input) => run(parse(schema, input, name)) };
}
