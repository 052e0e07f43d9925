import { argv, exit, stdout } from "node:process";
import { createTokenManager } from "../../src/index.ts";
import { memoryStore } from "../../src/layers.ts";

const [, , baseUrl = "", blockMs = "0", withStore = ""] = argv;

/** A store whose operations take a round trip over the network. */
function remoteStore() {
  const store = memoryStore();
  const roundTrip = () => fetch(`${baseUrl}/store`).then((response) => response.text());
  return {
    read: (...call: Parameters<typeof store.read>) => roundTrip().then(() => store.read(...call)),
    write: (...call: Parameters<typeof store.write>) => roundTrip().then(() => store.write(...call)),
    lock: (...call: Parameters<typeof store.lock>) => roundTrip().then(() => store.lock(...call)),
    unlock: (...call: Parameters<typeof store.unlock>) => roundTrip().then(() => store.unlock(...call)),
  };
}

const events: string[] = [];
const manager = createTokenManager({
  baseUrl,
  allowInsecureLoopback: true,
  apiKey: "key",
  apiSecret: "secret",
  timeoutMs: 300,
  deadlineMs: 600,
  storeTimeoutMs: 300,
  onEvent: (event) => void events.push(event.type === "failed" ? `failed: ${event.code}` : event.type),
  ...(withStore !== "" && { store: remoteStore() }),
});

const token = manager.getToken().catch((error: unknown) => String(error));
if (Number(blockMs) > 0) {
  // The first request is on its way when the event loop is blocked.
  setTimeout(() => {
    const until = Date.now() + Number(blockMs);
    while (Date.now() < until);
  }, 15);
}
stdout.write(`${JSON.stringify({ token: await token, events })}\n`);
exit();
