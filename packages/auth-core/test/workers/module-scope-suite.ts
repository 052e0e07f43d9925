import { WAKAPAY_TEST_URL } from "@wakapay/auth-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundleWorker } from "./bundle-worker.ts";
import { type DelayedSandbox, delayedSandbox } from "./delayed-sandbox.ts";
import { disconnectingClient } from "./disconnecting-client.ts";
import { type ServedWorker, serveWorker } from "./serve-worker.ts";

/** A build of workerd. */
export interface Workerd {
  readonly binary: string;
  /** What happens to a request that awaits a promise of a request that has ended. */
  readonly sharedPromise: "hangs" | "rejects";
}

const HOUR = 3_600_000;
const credentials = { apiKey: "worker-key", apiSecret: "worker-secret" };

/** Registers tests of a token manager in a Worker's module scope, on this build of workerd. */
export function moduleScopeSuite({ binary, sharedPromise }: Workerd): void {
  let code: string;
  let sandbox: DelayedSandbox;
  let worker: ServedWorker;

  beforeAll(async () => {
    code = await bundleWorker(new URL("module-scope.worker.ts", import.meta.url));
    sandbox = await delayedSandbox(credentials);
  });

  afterAll(() => sandbox.close());

  beforeEach(async () => {
    sandbox.reset();
    worker = await serveWorker({
      binary,
      code,
      outbound: new URL(sandbox.url).host,
      variables: {
        WAKAPAY_BASE_URL: WAKAPAY_TEST_URL,
        WAKAPAY_API_KEY: credentials.apiKey,
        WAKAPAY_API_SECRET: credentials.apiSecret,
      },
    });
  });

  afterEach(() => worker.close());

  /** Sends a request and resets its connection while its exchange is in flight. */
  async function disconnectDuringExchange(path: string) {
    const delayed = sandbox.delayNext();
    const client = disconnectingClient(worker.port, path);
    const exchange = await delayed;
    client.disconnect();
    await worker.printed("disconnected");
    return exchange;
  }

  async function statuses(path: string, callers: number): Promise<number[]> {
    const responses = await Promise.all(Array.from({ length: callers }, () => worker.get(path)));
    await Promise.all(responses.map((response) => response.body?.cancel()));
    return responses.map(({ status }) => status);
  }

  it(`${sharedPromise} if a request awaits a promise of another request without auth-core`, async () => {
    const { disconnected } = await disconnectDuringExchange("/shared-promise");
    await disconnected;
    expect(await (await worker.get("/shared-promise")).text()).toBe(sharedPromise);
  });

  describe("with background: waitUntil", () => {
    it("finishes an exchange whose client disconnected, for the next clients", async () => {
      const exchange = await disconnectDuringExchange("/recipe");
      const next = statuses("/recipe", 3);
      exchange.release();
      expect(await next).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(1);
    });

    it("caches the token of an exchange that no client waited for", async () => {
      const exchange = await disconnectDuringExchange("/with-background");
      exchange.release();
      await worker.printed("issued");
      expect(await statuses("/with-background", 1)).toEqual([200]);
      expect(sandbox.exchanges()).toBe(1);
    });

    it("finishes an exchange after the Worker has sent its response", async () => {
      const delayed = sandbox.delayNext();
      expect(await (await worker.get("/with-background/early-response")).text()).toBe("early");
      const next = statuses("/with-background", 3);
      (await delayed).release();
      expect(await next).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(1);
    });

    it("renews in the background, and serves the new token to the next client", async () => {
      await statuses("/with-background", 1);
      await statuses(`/elapse/${0.8 * HOUR}`, 1);
      const delayed = sandbox.delayNext();
      expect(await statuses("/with-background", 1)).toEqual([200]);
      (await delayed).release();
      await worker.printed("issued", 2);
      expect(await statuses("/with-background", 3)).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(2);
      const [first, last] = [sandbox.journal().at(1), sandbox.journal().at(-1)];
      expect(last?.tokenId).not.toBe(first?.tokenId);
    });

    it("renews a rejected token after its client disconnected", async () => {
      await statuses("/with-background", 1);
      sandbox.revoke();
      const exchange = await disconnectDuringExchange("/with-background");
      const next = statuses("/with-background", 3);
      await worker.printed("joined", 3);
      exchange.release();
      expect(await next).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(2);
    });
  });

  describe("without background", () => {
    it("replaces a lost exchange once for all waiting callers", async () => {
      const { disconnected } = await disconnectDuringExchange("/without-background");
      await disconnected;
      const delayed = sandbox.delayNext();
      const next = statuses("/without-background", 3);
      const another = await delayed;
      // Each caller joins the lost exchange (if it hangs), and then all but one join the new one.
      await worker.printed("joined", sharedPromise === "hangs" ? 5 : 3);
      another.release();
      expect(await next).toEqual([200, 200, 200]);
      expect(await statuses("/without-background", 3)).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(2);
    });

    it("replaces an exchange that ended with an early response", async () => {
      expect(await (await worker.get("/without-background/early-response")).text()).toBe("early");
      expect(await statuses("/without-background", 3)).toEqual([200, 200, 200]);
    });

    it("serves the cached token until it expires if a renewal is lost", async () => {
      await statuses("/without-background", 1);
      await statuses(`/elapse/${0.8 * HOUR}`, 1);
      sandbox.fault({ delayMs: 1 });
      expect(await statuses("/without-background", 1)).toEqual([200]);
      await worker.printed("requested", 2);
      expect(await statuses("/without-background", 3)).toEqual([200, 200, 200]);
      sandbox.reset();
      await statuses(`/elapse/${HOUR}`, 1);
      expect(await statuses("/without-background", 3)).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(1);
    });

    it(`${sharedPromise === "hangs" ? "times out" : "continues"} after two lost exchanges in a row`, async () => {
      const delayed = sandbox.delayNext();
      const first = disconnectingClient(worker.port, "/without-background");
      const { disconnected } = await delayed;
      const second = disconnectingClient(worker.port, "/without-background");
      await worker.printed("joined", 1);
      const third = worker.get("/without-background");
      await worker.printed("joined", 2);
      const delayedAgain = sandbox.delayNext();
      first.disconnect();
      await disconnected;
      const again = await delayedAgain;
      await worker.printed("joined", 3);
      second.disconnect();
      await again.disconnected;
      const { status } = await third;
      expect(status).toBe(sharedPromise === "hangs" ? 599 : 200);
      expect(await statuses("/without-background", 3)).toEqual([200, 200, 200]);
    });
  });
}
