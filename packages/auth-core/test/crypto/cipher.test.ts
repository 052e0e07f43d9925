import { describe, expect, it } from "vitest";
import { createCipher } from "../../src/layers.ts";

const secret = "a-secret-long-and-random";
const name = "wakapay:entry-1";
const token = "eyJhbGciOiJIUzI1NiJ9.payload.signature, and «more»";

describe("sealing: text at rest", () => {
  it("opens what was sealed with the same secret for the same name, in another process too", async () => {
    const sealed = await createCipher(secret, name).encrypt(token);
    expect(await createCipher(secret, name).decrypt(sealed)).toBe(token);
  });

  it("shows nothing of the text, and never looks the same twice", async () => {
    const { encrypt } = createCipher(secret, name);
    const [one, other] = [await encrypt(token), await encrypt(token)];
    expect(one).not.toBe(other);
    expect(atob(one.slice(2))).not.toContain("payload");
  });

  it("does not open under a changed secret", async () => {
    const sealed = await createCipher(secret, name).encrypt(token);
    expect(await createCipher(`${secret}2`, name).decrypt(sealed)).toBeUndefined();
  });

  it("does not open in another place", async () => {
    const sealed = await createCipher(secret, name).encrypt(token);
    expect(await createCipher(secret, "wakapay:entry-2").decrypt(sealed)).toBeUndefined();
  });

  it("does not open after any byte was changed, or the end cut off", async () => {
    const { encrypt, decrypt } = createCipher(secret, name);
    const sealed = await encrypt("t");
    const bytes = atob(sealed.slice(2));
    for (let at = 0; at < bytes.length; at++) {
      const flipped = String.fromCharCode(bytes.charCodeAt(at) ^ 1);
      expect(await decrypt(`1.${btoa(bytes.slice(0, at) + flipped + bytes.slice(at + 1))}`)).toBeUndefined();
      expect(await decrypt(`1.${btoa(bytes.slice(0, at))}`)).toBeUndefined();
    }
    expect(await decrypt(sealed)).toBe("t");
  });

  it.each(["", "1.", "0.AAAA", "plain text", "1.not base64 ☠", '{"value":"token"}'])(
    "takes %j, as an older format or another program left it, for nothing",
    async (foreign) => {
      expect(await createCipher(secret, name).decrypt(foreign)).toBeUndefined();
    },
  );

  it("refuses to open under a version that it was not sealed with", async () => {
    const { encrypt, decrypt } = createCipher(secret, name);
    expect(await decrypt((await encrypt(token)).replace("1.", "2."))).toBeUndefined();
  });

  it("cipher text of any length", async () => {
    const { encrypt, decrypt } = createCipher(secret, name);
    for (const text of ["", "é", "x".repeat(300_000)]) expect(await decrypt(await encrypt(text))).toBe(text);
  });

  it("refuses an empty secret", () => {
    expect(() => createCipher("", name)).toThrow(expect.objectContaining({ code: "invalid_options" }));
  });

  it("uses AES-256-GCM under an HKDF-SHA-256 key, so that another program can open it", async () => {
    const { createDecipheriv, hkdfSync } = await import("node:crypto");
    const bytes = Buffer.from((await createCipher(secret, name).encrypt(token)).slice(2), "base64");
    const key = Buffer.from(hkdfSync("sha256", secret, "", "wakapay-auth-core sealing 1", 32));
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(12, -16), undefined, "utf8") + decipher.final("utf8")).toBe(token);
  });
});
