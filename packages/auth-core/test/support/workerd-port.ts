import { createInterface } from "node:readline";
import { Readable } from "node:stream";

/** Reads the port of a `workerd serve --control-fd` process from its control pipe. */
export async function workerdPort(control: unknown): Promise<number> {
  if (!(control instanceof Readable)) throw new TypeError("workerd has no control pipe.");
  for await (const line of createInterface({ input: control })) {
    const { event, port }: { event?: string; port?: number } = JSON.parse(line);
    if (event === "listen" && port !== undefined) return port;
  }
  throw new Error("workerd ended before it listened.");
}
