import { createCipher } from "@wakapay/auth-core/layers";

/**
 * A value that survives its process. A value that cannot be read is `undefined`, and one that
 * cannot be written is lost. Neither method rejects.
 */
export interface Entry<T> {
  /** Returns the value that was put last. */
  readonly get: () => Promise<T | undefined>;
  /** Stores a value. `undefined` deletes it. */
  readonly put: (value: T | undefined) => Promise<void>;
}

/** The part of a Durable Object's storage that an entry needs. */
export interface EntryStorage {
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  delete(name: string): Promise<boolean>;
}

/** Options of {@link encryptedEntry}. */
export interface EncryptedEntryOptions<T> {
  readonly storage: EntryStorage;
  /** The name of the entry. What was encrypted under another name cannot be decrypted. */
  readonly name: string;
  /** The API secret that the encryption key is derived from. */
  readonly secret: string;
  /** Another secret that may have encrypted the stored value. */
  readonly formerSecret?: string;
  /** Parses the value. Another version of the Worker may have written it. */
  readonly parse: (json: string) => T | undefined;
}

/** Creates an encrypted entry in a Durable Object's storage. A changed secret makes it empty. */
export function encryptedEntry<T>({
  storage,
  name,
  secret,
  formerSecret = secret,
  parse,
}: EncryptedEntryOptions<T>): Entry<T> {
  const cipher = createCipher(secret, name);
  const formerCipher = createCipher(formerSecret, name);
  return {
    async get() {
      const stored = String((await storage.get(name).catch(() => undefined)) ?? "");
      const text = (await cipher.decrypt(stored)) ?? (await formerCipher.decrypt(stored));
      return text === undefined ? undefined : parse(text);
    },
    async put(value) {
      try {
        if (value === undefined) await storage.delete(name);
        else await storage.put(name, await cipher.encrypt(JSON.stringify(value)));
      } catch {}
    },
  };
}
