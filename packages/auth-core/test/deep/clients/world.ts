import type { BusinessRoutes } from "@wakapay/sandbox";
import { type ServedSandbox, serve } from "@wakapay/sandbox/serve";
import { onTestFinished, vi } from "vitest";
import type { Call, Client } from "./client.ts";

export const credentials = { apiKey: "key-of-a-client", apiSecret: "secret-of-a-client" };

export const balance: Call = { method: "GET", path: "/business/balance?currency=USD" };
export const payout: Call = { method: "POST", path: "/business/payouts", json: { amount: "1000.00" } };

/** A sandbox that listens on a port, and a client of it. */
export interface World {
  readonly sandbox: ServedSandbox;
  readonly client: Client;
  /** The bodies of the payouts that the API has applied. */
  readonly applied: readonly string[];
  /** Makes the API apply the next payout and then lose its response. */
  loseNextResponse(): void;
  /** Delays the next exchange until `release` is called. */
  holdExchange(): { readonly arrived: Promise<void>; release(): void };
}

/** Options of {@link startWorld}. */
export interface WorldOptions {
  /** Loads a new copy of a recipe, and returns its client. */
  readonly load: () => Promise<Client>;
  /** The secret that the client is given. Default: the one that the sandbox accepts. */
  readonly apiSecret?: string;
  /** Routes that the sandbox serves in addition. */
  readonly routes?: BusinessRoutes;
}

/** Starts a {@link World}. It ends with the test. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { load, apiSecret = credentials.apiSecret, routes } = options;
  const applied: string[] = [];
  let losesResponse = false;
  const arrival = Promise.withResolvers<void>();
  const departure = Promise.withResolvers<void>();
  const sandbox = await serve({
    credentials: [credentials],
    wait: () => {
      arrival.resolve();
      return departure.promise;
    },
    business: {
      ...routes,
      "POST /business/payouts": async (request) => {
        applied.push(await request.text());
        if (!losesResponse) return Response.json({ id: applied.length }, { status: 201 });
        losesResponse = false;
        return new Response(brokenBody(), { status: 201, headers: { "content-length": "100" } });
      },
    },
  });
  onTestFinished(() => sandbox.close());
  vi.resetModules();
  vi.stubEnv("WAKAPAY_BASE_URL", sandbox.url);
  vi.stubEnv("WAKAPAY_API_KEY", credentials.apiKey);
  vi.stubEnv("WAKAPAY_API_SECRET", apiSecret);
  onTestFinished(() => void vi.unstubAllEnvs());
  const client = await load();
  onTestFinished(async () => void (await client.close?.()));
  return {
    sandbox,
    client,
    applied,
    loseNextResponse: () => {
      losesResponse = true;
    },
    holdExchange: () => {
      sandbox.fault({ delayMs: 1, times: 1 });
      return { arrived: arrival.promise, release: departure.resolve };
    },
  };
}

function brokenBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.error(new Error("lost")) });
}
