import { type RunningProgram, startProgram, startServer } from "../measure/child.ts";
import { startRedis } from "../measure/redis-server.ts";
import { median } from "../measure/statistics.ts";
import type { Bench, Effort, Measurement, Subject } from "../table/row.ts";

const EXCHANGE_MS = 1_000;
const DEADLINE_MS = 2_000;
/** Losers of the lock may wait a quarter longer than the exchange, and 100 ms. */
const MARK_MS = 1.25 * EXCHANGE_MS + 100;
const MEMBER = new URL("../programs/fleet-member.ts", import.meta.url);
const ENDPOINT = new URL("../programs/slow-endpoint.ts", import.meta.url);

/** How long the processes of a fleet wait for the token that one of them requests. */
export const fleet: Bench = {
  rows: [
    {
      id: "fleet-cold",
      title: "A fleet that starts together",
      unit: "ms",
      better: "lower",
      mark: MARK_MS,
      method: `Processes with one Redis request a token at the same moment. The token endpoint takes ${EXCHANGE_MS} ms. The longest wait of a process, which includes the CPU time of all of them on this machine.`,
      meaning: "All processes of a deployment get their token about as soon as the first one.",
    },
    {
      id: "fleet-hanging",
      title: "A fleet at an endpoint that hangs",
      unit: "ratio",
      better: "lower",
      mark: 1.05,
      method: `As above, but the token endpoint never responds. The longest wait of a process, divided by \`deadlineMs\` (${DEADLINE_MS} ms here).`,
      meaning: "No call waits longer than its deadline, with or without a store.",
    },
  ],
  async measure(effort) {
    const sizes =
      effort === "full" ? { cold: [1, 4, 16, 64], hanging: [1, 4, 16] } : { cold: [4], hanging: [4] };
    const redis = await startRedis();
    try {
      return {
        "fleet-cold": await measureCold(sizes.cold, redis.url, effort),
        "fleet-hanging": await measureHanging(sizes.hanging, redis.url),
      };
    } finally {
      await redis.close();
    }
  },
};

async function measureCold(sizes: readonly number[], redisUrl: string, effort: Effort): Promise<Measurement> {
  const endpoint = await startServer(ENDPOINT, [`${EXCHANGE_MS}`]);
  const exchanges = async () => Number(await (await fetch(endpoint.url)).text());
  const bursts = effort === "full" ? 5 : 1;
  const subjects: Subject[] = [];
  for (const size of sizes) {
    const waits = await withMembers(size, [endpoint.url, redisUrl], async (members) => {
      // The first burst also opens the connections to the endpoint.
      await burst(members, `${size}-warm`);
      await exchanges();
      const all: number[] = [];
      for (let round = 0; round < bursts; round += 1) all.push(await burst(members, `${size}-${round}`));
      return all;
    });
    const perBurst = (await exchanges()) / bursts;
    subjects.push({
      name: nameOf(size),
      isOurs: true,
      value: Math.round(median(waits)),
      low: Math.round(Math.min(...waits)),
      high: Math.round(Math.max(...waits)),
      note: perBurst === 1 ? "1 exchange" : `${perBurst} exchanges`,
    });
  }
  await endpoint.close();
  return { subjects };
}

async function measureHanging(sizes: readonly number[], redisUrl: string): Promise<Measurement> {
  const endpoint = await startServer(ENDPOINT, ["hang"]);
  const measure = (size: number, redis: string) =>
    withMembers(size, [endpoint.url, redis, "1", `${DEADLINE_MS}`], (members) =>
      burst(members, `hang-${size}`),
    );
  const subjects: Subject[] = [];
  const add = (name: string, ms: number) =>
    subjects.push({ name, isOurs: true, value: Number((ms / DEADLINE_MS).toFixed(3)) });
  add("1 process without a store", await measure(1, ""));
  for (const size of sizes) add(nameOf(size), await measure(size, redisUrl));
  await endpoint.close();
  return { subjects };
}

async function withMembers<T>(
  size: number,
  args: readonly string[],
  work: (members: readonly RunningProgram[]) => Promise<T>,
): Promise<T> {
  const members = Array.from({ length: size }, () => startProgram(MEMBER, args));
  try {
    for (const member of members) await member.line();
    return await work(members);
  } finally {
    await Promise.all(members.map((member) => member.close()));
  }
}

/** Lets all members request a token at the same moment, and returns the longest wait. */
async function burst(members: readonly RunningProgram[], apiKey: string): Promise<number> {
  return Math.max(...(await Promise.all(members.map(async (member) => Number(await member.line(apiKey))))));
}

function nameOf(size: number): string {
  return size === 1 ? "1 process" : `${size} processes`;
}
