import { memoryStore, sealing } from "@wakapay/auth-core";
import { storeContract } from "@wakapay/auth-core/testing";
import { same } from "./same.ts";
import type { Promises } from "./world.ts";

/** What is kept for a fleet. */
export const storing: Promises = {
  "what is sealed opens for the same secret and name alone": async () => {
    const { seal, open } = sealing("a secret", "a name");
    const sealed = await seal("a token");
    same(await open(sealed), "a token");
    same(sealed.includes("a token"), false);
    const tampered = sealed.slice(0, -1) + (sealed.endsWith("A") ? "B" : "A");
    const elsewhere = [
      await open(tampered),
      await sealing("a secret", "another name").open(sealed),
      await sealing("another secret", "a name").open(sealed),
    ];
    same(
      elsewhere.filter((text) => text !== undefined),
      [],
    );
  },

  "the memory store keeps the contract of stores": async () => {
    const store = memoryStore();
    const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    for (const { check } of storeContract({ store: () => store, wait })) await check();
  },
};
