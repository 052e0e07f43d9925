/** The secrets of a sandbox: keys, API secrets, the control token, and every access token. */
export interface Secrets {
  /** Adds known secrets. They stay known after a rotation. */
  add(secrets: readonly string[]): void;
  /**
   * Returns whether a text contains a known secret or a JWT, in any case, plain or percent-encoded
   * up to twice. Does not recognize other encodings, such as Base64.
   */
  occurIn(text: string): boolean;
}

/** Creates an empty set of secrets. */
export function createSecrets(): Secrets {
  const known = new Set<string>();
  return {
    add(secrets) {
      for (const secret of secrets) known.add(secret.toLowerCase());
    },
    occurIn(text) {
      const once = percentDecode(text);
      const spellings = [text, once, percentDecode(once)].map((spelling) => spelling.toLowerCase());
      return spellings.some(
        (spelling) => /eyj[\w-]*\./.test(spelling) || [...known].some((secret) => spelling.includes(secret)),
      );
    },
  };
}

/** Decodes what can be decoded: a percent sign elsewhere in a text must not hide a secret. */
function percentDecode(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (run) => {
    const bytes = run.slice(1).split("%");
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
  });
}
