import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test } from "vitest";
import { claimPort, portConflict } from "../../src/stack/port.ts";

const server = createServer();
afterEach(() => {
  server.close();
});

async function occupiedPort(): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

test("finds a free port for 0", async () => {
  const port = await claimPort("gateway", 0);
  expect(port).toBeGreaterThan(0);
  expect(port, "no port that the system gives away").toBeLessThan(32_768);
  expect(await portConflict("gateway", port)).toBeUndefined();
});

test("rejects a port in use and says how to choose another one", async () => {
  const port = await occupiedPort();
  const message = `The sandbox cannot listen on port ${port}: it is already in use.`;
  await expect(claimPort("sandbox", port)).rejects.toThrow(message);
  await expect(claimPort("sandbox", port)).rejects.toThrow("npx -y pnpm@12 start --sandbox-port 0");
  expect(await portConflict("sandbox", port)).toContain(message);
});
