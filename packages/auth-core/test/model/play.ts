import type { AccessToken, Credentials, TokenRequest } from "../../src/index.ts";
import { client } from "./client.ts";
import { type FakeApi, fakeApi } from "./fake-api.ts";
import type { Action, Scenario } from "./scenario.ts";
import { type Timeline, timeline } from "./timeline.ts";
import type { Call, Trace } from "./trace.ts";

/** Longer than any waiter may wait: see {@link waitsMs}. */
const SETTLING_MS = 400_000;

/** Plays a scenario to its end, then lets the API be well, and calls it once more. */
export async function play(scenario: Scenario): Promise<Trace> {
  const stage = setStage(scenario);
  for (const action of scenario.actions) await stage.act(action);
  const { clock, api, trace } = stage;
  await clock.advance(SETTLING_MS);
  api.script.length = 0;
  await stage.act({ do: "askCredentials", answer: "at once" });
  await stage.act({ do: "tell" });
  await clock.advance(SETTLING_MS);
  await stage.act({ do: "fetch", calls: 1, path: "/balance", oneShot: false });
  await clock.advance(5_000);
  return trace;
}

interface Stage {
  readonly clock: Timeline;
  readonly api: FakeApi;
  readonly trace: Trace;
  act(action: Action): Promise<void>;
}

function setStage({ lifeMs, singleLiveToken, answersInMs, jitter }: Scenario): Stage {
  const clock = timeline();
  const random = randomFrom(jitter);
  let pair = pairOf(1);
  let known = pair;
  let answer: (Action & { do: "askCredentials" })["answer"] = "at once";
  const api = fakeApi(pair, { clock, lifeMs, singleLiveToken });

  async function slowCredentials(): Promise<Credentials> {
    if (answer === "fails") throw new Error(`cannot read ${known.apiSecret}`);
    if (answer === "never") return new Promise(() => {});
    await clock.wait(Number(answer));
    return known;
  }

  const made = client({
    api,
    clock,
    random,
    credentials: () => (answer === "at once" ? known : slowCredentials()),
    answersInMs: () => Math.floor(answersInMs * random()),
  });
  const calls: Call[] = [];
  const clears: number[] = [];
  const secrets = [pair.apiKey, pair.apiSecret];
  const trace = { clock, api, client: made, calls, clears, secrets };

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

  function ask(request?: TokenRequest, reason?: unknown): void {
    const call = { startedAt: clock.elapsed(), rejected: request?.rejected, reason };
    follow(call, made.source(request));
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

  function fetch({ path, oneShot, abortAfterMs }: Action & { do: "fetch" }): void {
    const { signal, reason } = abortAfterMs === undefined ? {} : leaving(abortAfterMs);
    const call = { startedAt: clock.elapsed(), oneShot, reason };
    const init = {
      method: "POST",
      headers: { "x-call": String(calls.length) },
      body: oneShot ? new ReadableStream() : "body",
      ...(signal !== undefined && { signal }),
    };
    follow(call, made.fetch(path, init));
  }

  async function act(action: Action): Promise<void> {
    switch (action.do) {
      case "get":
        for (let caller = 0; caller < action.callers; caller++) ask();
        return;
      case "getAndLeave": {
        const { signal, reason } = leaving(action.abortAfterMs);
        return ask({ signal }, reason);
      }
      case "name": {
        const rejected = issued(action.token);
        return ask(rejected === undefined ? {} : { rejected });
      }
      case "wish":
        return ask({ endingAfter: issued(action.token)?.expiresAt ?? 0 });
      case "fetch":
        for (let call = 0; call < action.calls; call++) fetch(action);
        return;
      case "clear":
        clears.push(clock.elapsed());
        return made.source.clear(issued(action.token)?.value);
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
      case "step":
        await clock.settle();
        return clock.step(action.ms);
      case "pass":
        return clock.advance(action.ms);
      case "passLife":
        return clock.advance(Math.max(0, lifeMs * action.share + action.ms));
    }
  }

  return { clock, api, trace, act };
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
