import * as v from "valibot";
import { type KeyEntry, keySchema, readKeyEntry } from "./key-entry.ts";
import { shortName } from "./short-name.ts";

/** A key, and the name of its caller. */
export interface CallerKey {
  readonly caller: string;
  readonly entry: KeyEntry;
}

/** Lists the valid keys of a policy, which may have faults elsewhere. */
export function listKeys(document: unknown): readonly CallerKey[] {
  const { callers }: { callers?: unknown } = Object(document);
  return Object.entries<unknown>(Object(callers)).flatMap(([name, caller]) => {
    const { keys }: { keys?: unknown } = Object(caller);
    return [keys].flat().flatMap((key) => {
      const { success, output } = v.safeParse(keySchema, key);
      return success ? [{ caller: shortName(name), entry: readKeyEntry(output) }] : [];
    });
  });
}
