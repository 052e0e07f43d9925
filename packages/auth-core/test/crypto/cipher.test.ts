import { createDecipheriv, hkdfSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createCipher } from "../../src/layers.ts";

const secret = "a-secret-long-and-random";
const name = "wakapay:entry-1";
const token = 'eyJhbGciOiJIUzI1NiJ9.payload.signature, and "more"';

describe("createCipher", () => {
  it("decrypts what another process encrypted with the same secret and name", async () => {
    const ciphertext = await createCipher(secret, name).encrypt(token);
    expect(await createCipher(secret, name).decrypt(ciphertext)).toBe(token);
  });

  it("hides the text and never returns the same ciphertext twice", async () => {
    const { encrypt } = createCipher(secret, name);
    const [one, other] = [await encrypt(token), await encrypt(token)];
    expect(one).not.toBe(other);
    expect(atob(one.slice(2))).not.toContain("payload");
  });

  it("does not decrypt with another secret", async () => {
    const ciphertext = await createCipher(secret, name).encrypt(token);
    expect(await createCipher(`${secret}2`, name).decrypt(ciphertext)).toBeUndefined();
  });

  it("does not decrypt under another name", async () => {
    const ciphertext = await createCipher(secret, name).encrypt(token);
    expect(await createCipher(secret, "wakapay:entry-2").decrypt(ciphertext)).toBeUndefined();
  });

  it("does not decrypt after any byte was changed or the end was removed", async () => {
    const { encrypt, decrypt } = createCipher(secret, name);
    const ciphertext = await encrypt("t");
    const bytes = atob(ciphertext.slice(2));
    for (let at = 0; at < bytes.length; at++) {
      const flipped = String.fromCharCode(bytes.charCodeAt(at) ^ 1);
      expect(await decrypt(`1.${btoa(bytes.slice(0, at) + flipped + bytes.slice(at + 1))}`)).toBeUndefined();
      expect(await decrypt(`1.${btoa(bytes.slice(0, at))}`)).toBeUndefined();
    }
    expect(await decrypt(ciphertext)).toBe("t");
  });

  it.each(["", "1.", "0.AAAA", "plain text", "1.not base64 ☠", '{"value":"token"}'])(
    "returns undefined for %j, which it did not write",
    async (foreign) => {
      expect(await createCipher(secret, name).decrypt(foreign)).toBeUndefined();
    },
  );

  it("does not decrypt another format version", async () => {
    const { encrypt, decrypt } = createCipher(secret, name);
    expect(await decrypt((await encrypt(token)).replace("1.", "2."))).toBeUndefined();
  });

  it("encrypts text of any length", async () => {
    const { encrypt, decrypt } = createCipher(secret, name);
    for (const text of ["", "é", "x".repeat(300_000)]) expect(await decrypt(await encrypt(text))).toBe(text);
  });

  it("rejects an empty secret", () => {
    expect(() => createCipher("", name)).toThrow(expect.objectContaining({ code: "invalid_options" }));
  });

  it("uses AES-256-GCM with an HKDF-SHA-256 key that other programs can derive", async () => {
    const bytes = Buffer.from((await createCipher(secret, name).encrypt(token)).slice(2), "base64");
    const key = Buffer.from(hkdfSync("sha256", secret, "", "wakapay-auth-core encryption 1", 32));
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(12, -16), undefined, "utf8") + decipher.final("utf8")).toBe(token);
  });
});
