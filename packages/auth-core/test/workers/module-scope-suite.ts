import { WAKAPAY_TEST_URL } from "@wakapay/auth-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundled } from "./bundled.ts";
import { type HeldSandbox, heldSandbox } from "./held-sandbox.ts";
import { leavingClient } from "./leaving-client.ts";
import { type ServedWorker, serveWorker } from "./serve-worker.ts";

/** A workerd, and what it does to one request that awaits a promise of another that has ended. */
export interface Workerd {
  readonly binary: string;
  readonly fate: "hangs" | "rejects";
}

const HOUR = 3_600_000;
const credentials = { apiKey: "worker-key", apiSecret: "worker-secret" };

/** Describes what a token manager in a Worker's module scope survives, on this workerd. */
export function moduleScopeSuite({ binary, fate }: Workerd): void {
  let code: string;
  let sandbox: HeldSandbox;
  let worker: ServedWorker;

  beforeAll(async () => {
    code = await bundled(new URL("doors.worker.ts", import.meta.url));
    sandbox = await heldSandbox(credentials);
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

  /** A first client whose connection is reset while its exchange is under way. */
  async function firstClientLeaves(path: string) {
    const held = sandbox.holdNext();
    const client = leavingClient(worker.port, path);
    const exchange = await held;
    client.leave();
    await worker.printed("client left");
    return exchange;
  }

  async function statuses(path: string, callers: number): Promise<number[]> {
    const answers = await Promise.all(Array.from({ length: callers }, () => worker.get(path)));
    await Promise.all(answers.map((answer) => answer.body?.cancel()));
    return answers.map(({ status }) => status);
  }

  it("a promise that is simply shared is lost with its request", async () => {
    const { abandoned } = await firstClientLeaves("/naive");
    await abandoned;
    expect(await (await worker.get("/naive")).text()).toBe(fate);
  });

  describe("with background: waitUntil, as documented", () => {
    it("lets the exchange land though its client has left: the next clients get its token", async () => {
      const exchange = await firstClientLeaves("/documented");
      const next = statuses("/documented", 3);
      exchange.release();
      expect(await next).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(1);
    });

    it("keeps the token of an exchange that nobody waited for", async () => {
      const exchange = await firstClientLeaves("/kept");
      exchange.release();
      await worker.printed("issued");
      expect(await statuses("/kept", 1)).toEqual([200]);
      expect(sandbox.exchanges()).toBe(1);
    });

    it("lets the exchange land though the Worker has answered before", async () => {
      const held = sandbox.holdNext();
      expect(await (await worker.get("/kept/early")).text()).toBe("early");
      const next = statuses("/kept", 3);
      (await held).release();
      expect(await next).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(1);
    });

    it("renews ahead behind an answer: the next client has the new token", async () => {
      await statuses("/kept", 1);
      await statuses(`/ahead/${0.8 * HOUR}`, 1);
      const held = sandbox.holdNext();
      expect(await statuses("/kept", 1)).toEqual([200]);
      (await held).release();
      await worker.printed("issued", 2);
      expect(await statuses("/kept", 3)).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(2);
      const [first, last] = [sandbox.journal().at(1), sandbox.journal().at(-1)];
      expect(last?.tokenId).not.toBe(first?.tokenId);
    });

    it("renews a refused token though the client that met the refusal has left", async () => {
      await statuses("/kept", 1);
      sandbox.revoke();
      const exchange = await firstClientLeaves("/kept");
      const next = statuses("/kept", 3);
      await worker.printed("joined", 3);
      exchange.release();
      expect(await next).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(2);
    });
  });

  describe("without background, as a user may put it there", () => {
    it("replaces an exchange that died with its request, once for all who wait", async () => {
      const { abandoned } = await firstClientLeaves("/forgetful");
      await abandoned;
      const held = sandbox.holdNext();
      const next = statuses("/forgetful", 3);
      const another = await held;
      // All have joined the lost one, or its successor; then all but its owner the successor.
      await worker.printed("joined", fate === "hangs" ? 5 : 3);
      another.release();
      expect(await next).toEqual([200, 200, 200]);
      expect(await statuses("/forgetful", 3)).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(2);
    });

    it("replaces an exchange that an early answer ended", async () => {
      expect(await (await worker.get("/forgetful/early")).text()).toBe("early");
      expect(await statuses("/forgetful", 3)).toEqual([200, 200, 200]);
    });

    it("gives the kept token to its end though the renewal ahead died with its request, and then another", async () => {
      await statuses("/forgetful", 1);
      await statuses(`/ahead/${0.8 * HOUR}`, 1);
      sandbox.fault({ delayMs: 1 });
      expect(await statuses("/forgetful", 1)).toEqual([200]);
      await worker.printed("requested", 2);
      expect(await statuses("/forgetful", 3)).toEqual([200, 200, 200]);
      sandbox.reset();
      await statuses(`/ahead/${HOUR}`, 1);
      expect(await statuses("/forgetful", 3)).toEqual([200, 200, 200]);
      expect(sandbox.exchanges()).toBe(1);
    });

    it(`${fate === "hangs" ? "tells a caller of a timeout" : "goes on at once"} where two exchanges in turn die with their requests`, async () => {
      const held = sandbox.holdNext();
      const first = leavingClient(worker.port, "/forgetful");
      const { abandoned } = await held;
      const second = leavingClient(worker.port, "/forgetful");
      await worker.printed("joined", 1);
      const third = worker.get("/forgetful");
      await worker.printed("joined", 2);
      const heldAgain = sandbox.holdNext();
      first.leave();
      await abandoned;
      const again = await heldAgain;
      await worker.printed("joined", 3);
      second.leave();
      await again.abandoned;
      const { status } = await third;
      expect(status).toBe(fate === "hangs" ? 599 : 200);
      expect(await statuses("/forgetful", 3)).toEqual([200, 200, 200]);
    });
  });
}
