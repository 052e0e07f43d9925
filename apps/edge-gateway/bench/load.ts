import { once } from "node:events";
import { connect } from "node:net";
import { argv, hrtime, stdout } from "node:process";
import { cpuTimeNs } from "./cpu-time.ts";
import { median } from "./median.ts";
import type { Batch } from "./subjects.ts";

/**
 * A load generator in its own process: one connection, one request at a time. Prints the measured
 * batch. It speaks HTTP itself, so that it adds as little time as possible.
 */
const [, , port = "", requests = "", pid = "", authorization = ""] = argv;
const REQUEST = `GET /business/balance?currency=USD HTTP/1.1\r\nHost: gateway.example\r\nAccept: application/json\r\nAuthorization: ${authorization}\r\n\r\n`;
const WARM_UP = 300;

const socket = connect({ port: Number(port), host: "127.0.0.1", noDelay: true });
await once(socket, "connect");
let onResponse = () => {};
let received = "";
socket.setEncoding("latin1").on("data", (text: string) => {
  received += text;
  if (isComplete(received)) onResponse();
});

function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  if (/\r\ntransfer-encoding: chunked/i.test(text)) return text.endsWith("0\r\n\r\n");
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0;
  return text.length >= end + 4 + Number(length);
}

async function call(): Promise<number> {
  received = "";
  const responded = new Promise<void>((resolve) => {
    onResponse = resolve;
  });
  const sentAt = hrtime.bigint();
  socket.write(REQUEST);
  await responded;
  const us = Number(hrtime.bigint() - sentAt) / 1_000;
  if (!received.startsWith("HTTP/1.1 200 ")) throw new Error(received);
  return us;
}

for (let warm = 0; warm < WARM_UP; warm += 1) await call();
const before = cpuTimeNs(Number(pid));
const times: number[] = [];
for (let left = Number(requests); left > 0; left -= 1) times.push(await call());
const after = cpuTimeNs(Number(pid));
const batch: Batch = {
  p50Us: median(times),
  cpuUs: before === undefined || after === undefined ? undefined : (after - before) / times.length / 1_000,
};
stdout.write(JSON.stringify(batch));
socket.destroy();
