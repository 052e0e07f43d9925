import { readFault } from "../faults/fault.ts";
import { readCredentials } from "../options/credentials.ts";
import { readRecord } from "../options/read-record.ts";
import { readSettings } from "../options/settings.ts";
import type { Controls } from "./controls.ts";

/** One command of the control API. */
export interface Command {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  /** Does what the JSON of the body asks (`{}` where there is none) and yields the answer. Throws a `TypeError` for what it cannot read. */
  obey(input: unknown): object;
}

/** The commands by which {@link Controls} are had over HTTP. No answer holds a key, a secret or a token. */
export function commandsOf(controls: Controls): readonly Command[] {
  return [
    { method: "GET", path: "/_sandbox/healthz", obey: () => ({ status: "ok" }) },
    {
      method: "GET",
      path: "/_sandbox/journal",
      obey: () => ({ exchanges: controls.exchanges(), entries: controls.journal() }),
    },
    {
      method: "POST",
      path: "/_sandbox/faults",
      obey(input) {
        const fault = readFault(input);
        controls.fault(fault);
        return { scripted: fault };
      },
    },
    {
      method: "POST",
      path: "/_sandbox/revoke",
      obey(input) {
        const { token } = readRecord(input, "revoke", ["token"]);
        if (token !== undefined && typeof token !== "string") throw new TypeError("token must be a string.");
        return { revoked: controls.revoke(token) };
      },
    },
    {
      method: "POST",
      path: "/_sandbox/rotate",
      obey(input) {
        const { credentials } = readRecord(input, "rotate", ["credentials"]);
        const pairs = readCredentials(credentials);
        controls.rotate(pairs);
        return { accounts: pairs.map(({ account }) => account) };
      },
    },
    {
      method: "PATCH",
      path: "/_sandbox/settings",
      obey(input) {
        const settings = readSettings(input);
        controls.configure(settings);
        return { configured: settings };
      },
    },
    {
      method: "POST",
      path: "/_sandbox/reset",
      obey(input) {
        readRecord(input, "reset", []);
        controls.reset();
        return { reset: true };
      },
    },
  ];
}
