import { argv, exit, stdout } from "node:process";
import { compareCpu, turnsOf, type Work } from "../measure/compare-cpu.ts";
import { createStubWorld } from "../measure/stub-world.ts";
import { CONTROL } from "../measure/summarize.ts";
import { HEADERS, type World } from "../peers/peer.ts";
import { peerNamed } from "../peers/peers.ts";

/** What the program prints. */
export interface CpuResult {
  /** The CPU time of a call, divided by the baseline's. */
  readonly ratio: number;
  readonly turns: number;
}

/** The limit: one settled promise and one look at the clock. */
function limit(): Work {
  const promise = Promise.resolve("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW5jaCJ9.c2ln");
  const expiresAt = Date.now() + 3_600_000;
  return () => (Date.now() < expiresAt ? promise : Promise.reject(new Error("expired")));
}

function bareFetch({ balanceUrl, fetch }: World): Work {
  return () => fetch(balanceUrl, { headers: HEADERS }).then(({ status }) => status);
}

/** `getToken` or `call` of a library that has a cached token. */
async function workOf(name: string, kind: string, world: World): Promise<Work> {
  const client = await peerNamed(name).create(world);
  const work = kind === "token" ? client.getToken : client.call;
  if (work === undefined) throw new TypeError(`${name} has no such function.`);
  await work();
  return work;
}

const [, , kind = "", pairs = "", name = ""] = argv;
const world = createStubWorld();
const createBaseline = () => (kind === "token" ? limit() : bareFetch(world));
const work = name === CONTROL ? createBaseline() : await workOf(name, kind, world);
const result: CpuResult = {
  ratio: await compareCpu(work, createBaseline(), Number(pairs)),
  turns: await turnsOf(work),
};
stdout.write(JSON.stringify(result), () => exit());
