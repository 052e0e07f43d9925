import { parseToken, sealing } from "@wakapay/auth-core";
import type { TokenEntry } from "./persisted.ts";

/** The part of a Durable Object's storage that an entry needs. */
interface Storage {
  get(key: string): Promise<unknown>;
  put(key: string, value: string): Promise<void>;
}

/** Whose token an entry holds, and where. */
export interface SealedEntryOptions {
  readonly storage: Storage;
  /** Names the entry, and is bound to its contents: what was sealed under another name cannot be opened. */
  readonly name: string;
  /** The API secret that it is sealed with: of the pair that will be the current one longest. */
  readonly secret: string;
  /** A secret that it may have been sealed with before. */
  readonly formerSecret?: string;
}

/** A token in a Durable Object's storage, encrypted. Tampered with, or sealed with a secret that is gone, it is a miss. */
export function sealedEntry({
  storage,
  name,
  secret,
  formerSecret = secret,
}: SealedEntryOptions): TokenEntry {
  const present = sealing(secret, name);
  const former = sealing(formerSecret, name);
  return {
    async get() {
      const sealed = await storage.get(name);
      if (typeof sealed !== "string") return undefined;
      const text = (await present.open(sealed)) ?? (await former.open(sealed));
      return text === undefined ? undefined : parseToken(text);
    },
    put: async (token) => storage.put(name, await present.seal(JSON.stringify(token))),
  };
}
