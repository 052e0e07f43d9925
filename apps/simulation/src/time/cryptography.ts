import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";

const TAG_BYTES = 16;

/** Keys that were imported, as bytes. The layers only pass them on. */
const keys = new WeakMap<object, Uint8Array>();
/** All processes of a fleet derive the same keys from the same secret. */
const derived = new Map<string, Promise<ArrayBuffer>>();

interface Parameters {
  readonly iv: Uint8Array;
  readonly additionalData: Uint8Array;
}

interface Derivation {
  readonly salt: Uint8Array;
  readonly info: Uint8Array;
}

const METHODS = {
  async digest(_: string, data: Uint8Array): Promise<ArrayBuffer> {
    return toArrayBuffer(createHash("sha256").update(data).digest());
  },
  async importKey(_: string, bytes: Uint8Array): Promise<object> {
    const key = {};
    keys.set(key, bytes);
    return key;
  },
  deriveBits({ salt, info }: Derivation, key: object, bits: number): Promise<ArrayBuffer> {
    const secret = bytesOf(key);
    const name = [secret, salt, info].map((bytes) => Buffer.from(bytes).toString("hex")).join(" ");
    const found = derived.get(name) ?? Promise.resolve(hkdfSync("sha256", secret, salt, info, bits / 8));
    derived.set(name, found);
    return found;
  },
  async encrypt({ iv, additionalData }: Parameters, key: object, data: Uint8Array): Promise<ArrayBuffer> {
    const cipher = createCipheriv("aes-256-gcm", bytesOf(key), iv).setAAD(additionalData);
    return toArrayBuffer(Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]));
  },
  async decrypt({ iv, additionalData }: Parameters, key: object, data: Uint8Array): Promise<ArrayBuffer> {
    const tag = data.subarray(-TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", bytesOf(key), iv);
    decipher.setAAD(additionalData).setAuthTag(tag);
    return toArrayBuffer(Buffer.concat([decipher.update(data.subarray(0, -TAG_BYTES)), decipher.final()]));
  },
};

/**
 * Replaces `crypto.subtle` in this process by the same functions without threads.
 *
 * The platform's own end on other threads, in an order that differs from run to run. A seed would
 * then not replay its run.
 */
export function useSynchronousCryptography(): void {
  for (const [name, value] of Object.entries(METHODS)) {
    Reflect.defineProperty(crypto.subtle, name, { value, configurable: true, writable: true });
  }
}

function bytesOf(key: object): Uint8Array {
  const bytes = keys.get(key);
  if (bytes === undefined) throw new TypeError("The key was not imported here.");
  return bytes;
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
