import { createCipher } from "@wakapay/auth-core/layers";

/** Where a value outlives the memory of its keeper. What cannot be read is a miss, what cannot be written is lost; neither rejects. */
export interface Entry<T> {
  /** The value that was put last, or undefined where there is none that can be read. */
  readonly get: () => Promise<T | undefined>;
  readonly put: (value: T) => Promise<void>;
}

/** The part of a Durable Object's storage that an entry needs. */
interface Storage {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<void>;
}

/** Whose value an entry holds, and where. */
export interface SealedEntryOptions<T> {
  readonly storage: Storage;
  /** Names the entry, and is bound to its contents: what was sealed under another name cannot be opened. */
  readonly name: string;
  /** The API secret that it is sealed with. */
  readonly secret: string;
  /** A secret that it may have been sealed with before. */
  readonly formerSecret?: string;
  /** Reads the value, which another version of the Worker may have written. */
  readonly parse: (json: string) => T | undefined;
}

/** A value in a Durable Object's storage, encrypted. Tampered with, or sealed with a secret that is gone, it is a miss. */
export function sealedEntry<T>({
  storage,
  name,
  secret,
  formerSecret = secret,
  parse,
}: SealedEntryOptions<T>): Entry<T> {
  const present = createCipher(secret, name);
  const former = createCipher(formerSecret, name);
  return {
    async get() {
      const sealed = (await storage.get(name).catch(() => undefined)) ?? "";
      const text = (await present.decrypt(sealed)) ?? (await former.decrypt(sealed));
      return text === undefined ? undefined : parse(text);
    },
    put: async (value) =>
      storage.put(name, await present.encrypt(JSON.stringify(value))).catch(() => undefined),
  };
}
