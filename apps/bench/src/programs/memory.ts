import { argv, exit, memoryUsage, stdout } from "node:process";
import { setImmediate } from "node:timers/promises";
import { createTokenManager } from "@wakapay/auth-core";
import { createStubWorld } from "../measure/stub-world.ts";
import { CREDENTIALS } from "../peers/peer.ts";

/** Prints bytes of memory: of a manager, or of a caller that aborted during a flight. */
const MANAGERS = 2_000;
const CALLERS = 10_000;
const baseUrl = "https://api.test.wakapay.io";

async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await setImmediate();
  }
  return memoryUsage().heapUsed;
}

async function createManagers(count: number): Promise<unknown[]> {
  const { fetch } = createStubWorld();
  const managers: unknown[] = [];
  for (let index = 0; index < count; index += 1) {
    const manager = createTokenManager({ baseUrl, ...CREDENTIALS, fetch });
    await manager.getToken();
    managers.push(manager);
  }
  return managers;
}

async function bytesPerManager(): Promise<number> {
  // The first managers also allocate what all share.
  const first = await createManagers(200);
  const before = await heapBytes();
  const managers = await createManagers(MANAGERS);
  const bytes = ((await heapBytes()) - before) / managers.length;
  return first.length > 0 ? bytes : Number.NaN;
}

async function bytesPerAbortedCaller(): Promise<number> {
  const hanging = () => new Promise<Response>(() => {});
  const manager = createTokenManager({ baseUrl, ...CREDENTIALS, fetch: hanging });
  const abortCallers = async (count: number) => {
    for (let call = 0; call < count; call += 1) {
      const controller = new AbortController();
      manager.source({ signal: controller.signal }).catch(() => {});
      if (call % 100 === 0) await setImmediate();
      controller.abort();
    }
    await setImmediate();
  };
  await abortCallers(2_000);
  const before = await heapBytes();
  await abortCallers(CALLERS);
  return ((await heapBytes()) - before) / CALLERS;
}

const bytes = argv[2] === "manager" ? await bytesPerManager() : await bytesPerAbortedCaller();
stdout.write(JSON.stringify(Math.max(0, Math.round(bytes))), () => exit());
