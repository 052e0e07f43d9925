import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { argv, hrtime, stdout } from "node:process";
import { cpuTimeNs } from "../measure/cpu-time.ts";
import { median, shuffled, varied } from "../measure/statistics.ts";

/** A server under load. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
}

/** The first argument of the load generator, as JSON. */
export interface LoadOptions {
  readonly targets: readonly Target[];
  readonly authorization: string;
  readonly rounds: number;
  /** Requests of a batch. */
  readonly requests: number;
}

/** What it prints: for each server, one batch per round. */
export type Load = Readonly<Record<string, readonly Batch[]>>;

/** A batch of requests. */
export interface Batch {
  readonly p50Us: number;
  /** CPU time of the server per request. */
  readonly cpuUs: number;
}

/** Sends a request and returns the time until its response was complete, in microseconds. */
type Call = () => Promise<number>;

/** Of a full run, about 5,000 requests: V8 optimizes code over the first thousands. */
const WARM_UP_PER_ROUND = 0.9;

/**
 * A load generator in its own process: one connection to each server, one request at a time, in
 * short batches that alternate between the servers. It speaks HTTP itself, so that it adds as
 * little time as possible.
 */
async function main({ targets, authorization, rounds, requests }: LoadOptions): Promise<Load> {
  const calls = new Map(targets.map(({ name, port }) => [name, caller(port, authorization)]));
  const load: Record<string, Batch[]> = Object.fromEntries(targets.map(({ name }) => [name, []]));
  for (let round = -Math.ceil(WARM_UP_PER_ROUND * rounds); round < rounds; round += 1) {
    for (const { name, pid } of shuffled(targets)) {
      const batch = await measureBatch(calls.get(name), pid, varied(requests));
      if (round >= 0) load[name]?.push(batch);
    }
  }
  return load;
}

async function measureBatch(call: Call | undefined, pid: number, requests: number): Promise<Batch> {
  if (call === undefined) throw new Error("The server has no connection.");
  // The first requests after a pause find cold caches.
  for (let left = 10; left > 0; left -= 1) await call();
  const before = cpuTimeNs(pid);
  const times: number[] = [];
  for (let left = requests; left > 0; left -= 1) times.push(await call());
  return { p50Us: median(times), cpuUs: (cpuTimeNs(pid) - before) / times.length / 1_000 };
}

/** Returns a function that sends one request at a time over one connection. */
function caller(port: number, authorization: string): Call {
  const request = `GET /business/balance?currency=USD HTTP/1.1\r\nHost: gateway.example\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\nAuthorization: ${authorization}\r\n\r\n`;
  let socket: Socket | undefined;
  let received = "";
  let settle = (_error?: Error) => {};

  async function open(): Promise<Socket> {
    const opened = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(opened, "connect");
    opened.setEncoding("latin1").on("data", (text: string) => {
      received += text;
      if (isComplete(received)) settle();
    });
    // The server closes a connection that is idle for some seconds.
    opened.on("close", () => {
      socket = undefined;
      settle(new Error("The connection was closed."));
    });
    return opened;
  }

  return async () => {
    socket ??= await open();
    received = "";
    const responded = new Promise<void>((resolve, reject) => {
      settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    const sentAt = hrtime.bigint();
    socket.write(request);
    await responded;
    const us = Number(hrtime.bigint() - sentAt) / 1_000;
    if (!received.startsWith("HTTP/1.1 200 "))
      throw new Error(`The server returned ${received.slice(0, 32)}`);
    return us;
  };
}

function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  if (/\r\ntransfer-encoding: chunked/i.test(text)) return text.endsWith("0\r\n\r\n");
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0;
  return text.length >= end + 4 + Number(length);
}

stdout.write(JSON.stringify(await main(JSON.parse(argv[2] ?? ""))), () => process.exit());
