import * as v from "valibot";
import { credentialsSchema } from "../options/credentials.ts";
import { faultSchema } from "../options/fault.ts";
import { parse } from "../options/parse.ts";
import { scenarioOrNameSchema } from "../options/sandbox-options.ts";
import { advanceSchema } from "../options/scenario.ts";
import { fields, mustBe, wholeNumberText } from "../options/schema.ts";
import { settingsSchema } from "../options/settings.ts";
import type { Controls } from "./controls.ts";

/** One command of the HTTP control API. */
export interface Command {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  /**
   * Runs the command and returns the JSON of the response. `input` is the JSON of the request body,
   * or the query of a GET request. Throws a `TypeError` if the input is invalid.
   */
  run(input: unknown, signal: AbortSignal): object | Promise<object>;
}

const nothing = fields({});
const journalSchema = fields({
  after: v.optional(wholeNumberText(0, Number.MAX_SAFE_INTEGER)),
  limit: v.optional(wholeNumberText(1, 10_000)),
  wait: v.optional(wholeNumberText(0, 60), "0"),
});
const revokeSchema = v.pipe(
  fields({
    token: v.optional(v.string(mustBe("a string"))),
    tokenId: v.optional(v.string(mustBe("a string"))),
  }),
  v.check(
    ({ token, tokenId }) => token === undefined || tokenId === undefined,
    "must not set both token and tokenId",
  ),
);
const rotateSchema = fields({
  credentials: credentialsSchema,
  account: v.optional(v.string(mustBe("a string"))),
});
const clockSchema = fields({ advanceSeconds: advanceSchema });

/** Returns the commands for {@link Controls}. Their responses contain no key, secret, or token. */
export function commandsFor(
  controls: Controls,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): readonly Command[] {
  /** Returns the entries that end within a time, or those that have arrived by then. */
  async function entriesWithin(
    seconds: number,
    after: number,
    limit: number | undefined,
    caller: AbortSignal,
  ) {
    const found = new AbortController();
    const signal = AbortSignal.any([caller, found.signal]);
    const entries = controls.waitForJournal({ after, limit, signal });
    const timeout = wait(seconds * 1000, signal).then(() => controls.journal({ after, limit }));
    try {
      return await Promise.race([entries, timeout]);
    } finally {
      found.abort();
      await Promise.allSettled([entries, timeout]);
    }
  }

  return [
    command("GET", "state", nothing, () => controls.state()),
    command("GET", "journal", journalSchema, async ({ after, limit, wait: seconds }, signal) => {
      const entries =
        seconds === 0
          ? controls.journal({ after, limit })
          : await entriesWithin(seconds, after ?? 0, limit, signal);
      return { exchanges: controls.exchanges(), lastId: entries.at(-1)?.id ?? after ?? 0, entries };
    }),
    command("POST", "faults", faultSchema, (fault) => {
      controls.fault(fault);
      return { scripted: fault };
    }),
    command("POST", "revoke", revokeSchema, ({ token, tokenId }) => ({
      revoked: controls.revoke(token ?? tokenId),
    })),
    command("POST", "rotate", rotateSchema, ({ credentials, account }) => {
      controls.rotate(credentials, account);
      return { accounts: account === undefined ? credentials.map((pair) => pair.account) : [account] };
    }),
    command("PATCH", "settings", settingsSchema, (change) => {
      controls.configure(change);
      return { configured: change };
    }),
    command("POST", "clock", clockSchema, ({ advanceSeconds }) => {
      controls.clock.advance(advanceSeconds);
      return controls.state().clock;
    }),
    command("GET", "scenario", nothing, () => controls.scenario()),
    command("POST", "scenario", scenarioOrNameSchema, (scenario) => {
      controls.applyScenario(scenario);
      return { applied: controls.state().scenario };
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
  run: (input: Input, signal: AbortSignal) => object | Promise<object>,
): Command {
  return {
    method,
    path: `/_sandbox/${name}`,
    run: (input, signal) => run(parse(schema, input, name), signal),
  };
}
