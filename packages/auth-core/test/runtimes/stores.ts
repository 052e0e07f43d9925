import { createCipher, memoryStore } from "@wakapay/auth-core/layers";
import { storeContract } from "@wakapay/auth-core/testing";
import { same } from "./same.ts";
import type { Behaviors } from "./world.ts";

/** What a fleet stores. */
export const stores: Behaviors = {
  "decrypts only with the same secret and name": async () => {
    const { encrypt, decrypt } = createCipher("a secret", "a name");
    const sealed = await encrypt("a token");
    same(await decrypt(sealed), "a token");
    same(sealed.includes("a token"), false);
    const tampered = sealed.slice(0, -1) + (sealed.endsWith("A") ? "B" : "A");
    const elsewhere = [
      await decrypt(tampered),
      await createCipher("a secret", "another name").decrypt(sealed),
      await createCipher("another secret", "a name").decrypt(sealed),
    ];
    same(
      elsewhere.filter((text) => text !== undefined),
      [],
    );
  },

  "passes the store contract with the memory store": async () => {
    const store = memoryStore();
    const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    for (const { check } of storeContract({ store: () => store, wait })) await check();
  },
};
