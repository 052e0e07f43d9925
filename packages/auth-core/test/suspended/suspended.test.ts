import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wait } from "../../src/time/wait.ts";

const CLIENT = fileURLToPath(new URL("client.ts", import.meta.url));
const BODY = JSON.stringify({ accessToken: "token", expiresIn: 3_600 });

/** Receives the token requests. Tests replace it. */
let onTokenRequest: (response: ServerResponse, socket: Socket) => void;
let baseUrl: string;
const server = createServer((request, response) => {
  if (request.url === "/store") setTimeout(() => response.end(), 50);
  else onTokenRequest(response, request.socket);
});

beforeEach(async () => {
  onTokenRequest = (response) => response.end(BODY);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/**
 * Starts a process that gets a token with timeouts of 300 ms. Blocks its event loop for `blockMs`.
 */
function startClient(blockMs = 0, store = "") {
  const child = spawn(process.execPath, [CLIENT, baseUrl, String(blockMs), store], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const result = text(child.stdout).then((output) => JSON.parse(output));
  return { child, result };
}

/** Suspends a process for longer than its deadline. */
async function suspend(child: ChildProcess): Promise<void> {
  child.kill("SIGSTOP");
  await wait(1_500);
  child.kill("SIGCONT");
}

const success = { token: "token", events: ["requested", "issued"] };

describe("a process that was suspended", { timeout: 20_000 }, () => {
  it("gets the response that arrived in the meantime", async () => {
    const { child, result } = startClient();
    onTokenRequest = (response) => {
      void suspend(child);
      setTimeout(() => response.end(BODY), 100);
    };
    expect(await result).toEqual(success);
  });

  it("gets a response that arrives after it continues", async () => {
    const { child, result } = startClient();
    onTokenRequest = async (response) => {
      await suspend(child);
      setTimeout(() => response.end(BODY), 100);
    };
    expect(await result).toEqual(success);
  });

  it("retries a request whose connection was closed in the meantime", async () => {
    const { child, result } = startClient();
    onTokenRequest = (_, socket) => {
      onTokenRequest = (response) => response.end(BODY);
      void suspend(child);
      setTimeout(() => socket.destroy(), 100);
    };
    expect(await result).toMatchObject({
      token: "token",
      events: ["requested", "failed: unavailable", "requested", "issued"],
    });
  });
});

describe("a process whose event loop is busy", { timeout: 20_000 }, () => {
  it("does not mistake this for a timeout of the endpoint", async () => {
    expect(await startClient(1_000).result).toEqual(success);
  });

  it("does not mistake this for a failure of the store", async () => {
    expect(await startClient(1_000, "store").result).toEqual(success);
  });
});
