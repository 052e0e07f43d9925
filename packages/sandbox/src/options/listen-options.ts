import * as v from "valibot";
import { fields, mustBe, nonEmptyText, wholeNumber } from "./schema.ts";

const HOST = "a host name or address, such as 127.0.0.1";

/**
 * A host name or address to listen on. Never empty: Node.js would listen on every interface, where
 * other machines can reach the sandbox.
 */
export const hostSchema: v.GenericSchema<unknown, string> = v.pipe(
  nonEmptyText(HOST),
  v.regex(/^\S+$/, mustBe(HOST)),
);

/** Where to listen. Defaults to any free port of 127.0.0.1. */
export const listenSchema: v.GenericSchema<unknown, { readonly port: number; readonly host: string }> =
  fields({
    port: v.optional(wholeNumber(0, 65_535), 0),
    host: v.optional(hostSchema, "127.0.0.1"),
  });
