import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { startLocalStack } from "../../src/stack/local-stack.ts";
import { claimPort } from "../../src/stack/port.ts";

const occupant = createServer((socket) => socket.destroy());
afterEach(() => {
  occupant.close();
});

test.each(["gateway", "sandbox"] as const)(
  "explains a port that is taken before the %s listens",
  async (name) => {
    await once(occupant.listen(0, "127.0.0.1"), "listening");
    const address = occupant.address();
    const taken = typeof address === "object" ? (address?.port ?? 0) : 0;
    const free = await claimPort("gateway", 0);
    const started = startLocalStack({
      gatewayPort: name === "gateway" ? taken : free,
      sandboxPort: name === "sandbox" ? taken : free,
      signal: new AbortController().signal,
    });
    await expect(started).rejects.toThrow(
      `The ${name} cannot listen on port ${taken}: it is already in use.`,
    );
    await expect(started).rejects.toThrow(`npx -y pnpm@12 start --${name}-port 0`);
  },
);
