import type { AccessToken, Credentials, TokenRequest } from "../../src/index.ts";
import { type Client, createClient } from "./client.ts";
import { createFakeApi, type FakeApi } from "./fake-api.ts";
import { createFleetStore } from "./fleet-store.ts";
import type { Action, Scenario } from "./scenario.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import type { Call, Trace } from "./trace.ts";

/** The world of a scenario. */
export interface World {
  readonly clock: Timeline;
  readonly api: FakeApi;
  act(action: Action): Promise<void>;
  trace(): Trace;
}

/** Creates the world of a scenario. */
export function createWorld(scenario: Scenario): World {
  const { lifeMs, singleLiveToken, responseMs, jitter, processes } = scenario;
  const clock = createTimeline();
  const random = randomFrom(jitter);
  let accepted = credentialsOf(1);
  let deployed = accepted;
  let outcome: (Action & { do: "credentials" })["outcome"] = "immediate";
  let wasStoreHealthy = true;
  const api = createFakeApi(accepted, { clock, lifeMs, singleLiveToken });
  const store = processes > 1 ? createFleetStore(clock) : undefined;

  async function slowCredentials(): Promise<Credentials> {
    if (outcome === "error") throw new Error(`Cannot read ${deployed.apiSecret}`);
    if (outcome === "hang") return new Promise(() => {});
    await clock.wait(Number(outcome));
    return deployed;
  }

  const clients = Array.from({ length: processes }, () =>
    createClient({
      api,
      clock,
      store,
      random,
      credentials: () => (outcome === "immediate" ? deployed : slowCredentials()),
      responseMs: () => Math.floor(responseMs * random()),
    }),
  );
  const calls: Call[] = [];
  const clears: number[] = [];
  const secrets = [accepted.apiKey, accepted.apiSecret];

  function track(call: Call, promise: Promise<AccessToken | Response>): void {
    calls.push(call);
    const settled = () => {
      call.settledAt = clock.elapsed();
      call.wall = clock.now();
    };
    promise.then(
      (result) => {
        settled();
        if (result instanceof Response) call.response = result;
        else call.token = result;
      },
      (error: unknown) => {
        settled();
        call.error = error;
      },
    );
  }

  function request(by: Client, wanted?: TokenRequest, reason?: unknown): void {
    const call = { client: by, startedAt: clock.elapsed(), rejected: wanted?.rejected, reason };
    track(call, by.source(wanted));
  }

  /** Returns a token by its number: 0 is the newest that was issued. */
  function issued(place: number | undefined): AccessToken | undefined {
    return place === undefined ? undefined : api.issued.at(-1 - place);
  }

  function abortSignal(abortAfterMs: number): { signal: AbortSignal; reason: Error } {
    const controller = new AbortController();
    const reason = new Error("The caller aborted.");
    if (abortAfterMs === 0) controller.abort(reason);
    else void clock.wait(abortAfterMs).then(() => controller.abort(reason));
    return { signal: controller.signal, reason };
  }

  function fetch(by: Client, { path, oneShot, abortAfterMs }: Action & { do: "fetch" }): void {
    const { signal, reason } = abortAfterMs === undefined ? {} : abortSignal(abortAfterMs);
    const init = {
      method: "POST",
      headers: { "x-call": String(calls.length) },
      body: oneShot ? new ReadableStream() : "body",
      ...(signal !== undefined && { signal }),
    };
    track({ client: by, startedAt: clock.elapsed(), oneShot, reason }, by.fetch(path, init));
  }

  function call(by: Client, action: Action & { process: number }): void {
    switch (action.do) {
      case "get":
        for (let caller = 0; caller < action.callers; caller++) request(by);
        break;
      case "getAndAbort": {
        const { signal, reason } = abortSignal(action.abortAfterMs);
        request(by, { signal }, reason);
        break;
      }
      case "reject": {
        const rejected = issued(action.token);
        request(by, { rejected });
        break;
      }
      case "outlive":
        request(by, { minExpiresAt: issued(action.token)?.expiresAt });
        break;
      case "clear":
        clears.push(clock.elapsed());
        by.source.clear(issued(action.token)?.value);
        break;
      case "fetch":
        for (let count = 0; count < action.calls; count++) fetch(by, action);
    }
  }

  async function act(action: Action): Promise<void> {
    if ("process" in action) {
      const by = clients[action.process % processes];
      return by && call(by, action);
    }
    switch (action.do) {
      case "revoke":
        return api.revoke();
      case "rotate":
        accepted = credentialsOf(secrets.length);
        secrets.push(accepted.apiSecret);
        api.accept(accepted);
        if (action.isDeployed) deployed = accepted;
        return;
      case "deployCredentials":
        deployed = accepted;
        return;
      case "credentials":
        outcome = action.outcome;
        return;
      case "script":
        api.script.push(...action.outcomes);
        return;
      case "store":
        wasStoreHealthy &&= action.state === "healthy";
        return store?.setState(action.state);
      case "step":
        await clock.settle();
        return clock.step(action.ms);
      case "pass":
        return clock.advance(action.ms);
      case "passLifetime":
        return clock.advance(Math.max(0, lifeMs * action.fraction + action.ms));
    }
  }

  return { clock, api, act, trace: () => ({ clock, api, clients, calls, clears, secrets, wasStoreHealthy }) };
}

function credentialsOf(place: number): Credentials {
  return { apiKey: "canary-key-of-the-model", apiSecret: `canary-secret-${place}.` };
}

/** Returns a random number generator (Mulberry32) that depends only on the seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
