import type { AccessToken, Credentials, TokenRequest } from "../../src/index.ts";
import { type Client, client } from "./client.ts";
import { type FakeApi, fakeApi } from "./fake-api.ts";
import { fleetStore } from "./fleet-store.ts";
import type { Action, Scenario } from "./scenario.ts";
import { type Timeline, timeline } from "./timeline.ts";
import type { Call, Trace } from "./trace.ts";

/** The world of a scenario, and how to make things happen in it. */
export interface Stage {
  readonly clock: Timeline;
  readonly api: FakeApi;
  act(action: Action): Promise<void>;
  trace(): Trace;
}

/** Builds the world. */
export function stage(scenario: Scenario): Stage {
  const { lifeMs, singleLiveToken, answersInMs, jitter, fleet } = scenario;
  const clock = timeline();
  const random = randomFrom(jitter);
  let pair = pairOf(1);
  let known = pair;
  let answer: (Action & { do: "askCredentials" })["answer"] = "at once";
  let storeWasWell = true;
  const api = fakeApi(pair, { clock, lifeMs, singleLiveToken });
  const store = fleet > 1 ? fleetStore(clock) : undefined;

  async function slowCredentials(): Promise<Credentials> {
    if (answer === "fails") throw new Error(`cannot read ${known.apiSecret}`);
    if (answer === "never") return new Promise(() => {});
    await clock.wait(Number(answer));
    return known;
  }

  const clients = Array.from({ length: fleet }, () =>
    client({
      api,
      clock,
      store,
      random,
      credentials: () => (answer === "at once" ? known : slowCredentials()),
      answersInMs: () => Math.floor(answersInMs * random()),
    }),
  );
  const calls: Call[] = [];
  const clears: number[] = [];
  const secrets = [pair.apiKey, pair.apiSecret];

  function follow(call: Call, promise: Promise<AccessToken | Response>): void {
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

  function ask(by: Client, request?: TokenRequest, reason?: unknown): void {
    const call = { client: by, startedAt: clock.elapsed(), rejected: request?.rejected, reason };
    follow(call, by.source(request));
  }

  /** The newest token that was issued, or one of those before it. */
  function issued(place: number | undefined): AccessToken | undefined {
    return place === undefined ? undefined : api.issued.at(-1 - place);
  }

  function leaving(abortAfterMs: number): { signal: AbortSignal; reason: Error } {
    const leave = new AbortController();
    const reason = new Error("the caller left");
    if (abortAfterMs === 0) leave.abort(reason);
    else void clock.wait(abortAfterMs).then(() => leave.abort(reason));
    return { signal: leave.signal, reason };
  }

  function fetch(by: Client, { path, oneShot, abortAfterMs }: Action & { do: "fetch" }): void {
    const { signal, reason } = abortAfterMs === undefined ? {} : leaving(abortAfterMs);
    const init = {
      method: "POST",
      headers: { "x-call": String(calls.length) },
      body: oneShot ? new ReadableStream() : "body",
      ...(signal !== undefined && { signal }),
    };
    follow({ client: by, startedAt: clock.elapsed(), oneShot, reason }, by.fetch(path, init));
  }

  function call(by: Client, action: Action & { process: number }): void {
    switch (action.do) {
      case "get":
        for (let caller = 0; caller < action.callers; caller++) ask(by);
        break;
      case "getAndLeave": {
        const { signal, reason } = leaving(action.abortAfterMs);
        ask(by, { signal }, reason);
        break;
      }
      case "name": {
        const rejected = issued(action.token);
        ask(by, { rejected });
        break;
      }
      case "wish":
        ask(by, { minExpiresAt: issued(action.token)?.expiresAt });
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
      const by = clients[action.process % fleet];
      return by && call(by, action);
    }
    switch (action.do) {
      case "revoke":
        return api.revoke();
      case "rotate":
        pair = pairOf(secrets.length);
        secrets.push(pair.apiSecret);
        api.accept(pair);
        if (action.told) known = pair;
        return;
      case "tell":
        known = pair;
        return;
      case "askCredentials":
        answer = action.answer;
        return;
      case "script":
        api.script.push(...action.outcomes);
        return;
      case "store":
        storeWasWell &&= action.is === "well";
        return store?.feel(action.is);
      case "step":
        await clock.settle();
        return clock.step(action.ms);
      case "pass":
        return clock.advance(action.ms);
      case "passLife":
        return clock.advance(Math.max(0, lifeMs * action.share + action.ms));
    }
  }

  return { clock, api, act, trace: () => ({ clock, api, clients, calls, clears, secrets, storeWasWell }) };
}

function pairOf(place: number): Credentials {
  return { apiKey: "canary-key-of-the-model", apiSecret: `canary-secret-${place}.` };
}

/** Mulberry32: the same jitter for the same seed, on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
