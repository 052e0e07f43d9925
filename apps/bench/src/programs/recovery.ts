import { argv, exit, stdout } from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { createEndpoint } from "../measure/endpoint.ts";
import { peerNamed } from "../peers/peers.ts";

/**
 * Prints how long after the end of an outage the first call succeeds, in milliseconds. During the
 * outage, the token endpoint returns 503, and calls arrive every 20 ms, as they do until one
 * succeeds.
 */
const OUTAGE_MS = 2_000;
const INTERVAL_MS = 20;

const [, , name = ""] = argv;
const endpoint = createEndpoint({ singleLiveToken: false });
const client = await peerNamed(name).create(endpoint);
const work = client.getToken ?? client.call;
if (work === undefined) throw new TypeError(`${name} has no such function.`);

let recoveredAt = Number.NaN;
let succeededAt: number | undefined;
async function attempt(call: () => Promise<unknown>): Promise<void> {
  await call();
  succeededAt ??= performance.now();
}

endpoint.failWith = 503;
const endsAt = performance.now() + OUTAGE_MS;
while (succeededAt === undefined) {
  if (endpoint.failWith !== undefined && performance.now() >= endsAt) {
    endpoint.failWith = undefined;
    recoveredAt = performance.now();
  }
  attempt(work).catch(() => {});
  await wait(INTERVAL_MS);
}
stdout.write(JSON.stringify(Math.round(succeededAt - recoveredAt)), () => exit());
