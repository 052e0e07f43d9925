import { inspect } from "node:util";
import { isTokenError } from "@wakapay/auth-core";
import type { Call, Outcome } from "./checks/call.ts";
import { createExchangeBound } from "./checks/exchange-bound.ts";
import { explainFailure } from "./checks/explain-failure.ts";
import { applyFault } from "./fleet/apply-fault.ts";
import { type Client, type Fleet, SECRETS } from "./fleet/fleet.ts";
import { createGatewayFleet, type GatewayFleet } from "./fleet/gateway-fleet.ts";
import { createProcessFleet } from "./fleet/process-fleet.ts";
import type { Machine } from "./network/machine.ts";
import { createStoreServer } from "./network/store-server.ts";
import { createWakaPay } from "./network/wakapay.ts";
import type { Report, Violation } from "./report/report.ts";
import { createTally } from "./report/tally.ts";
import type { Scenario } from "./scenario/scenario.ts";
import { useSynchronousCryptography } from "./time/cryptography.ts";
import { createRandom } from "./time/random.ts";
import { createVirtualTime } from "./time/virtual-time.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;

/** The longest wait for a token: a flight that returns the rejected token, and another one. */
const LONGEST_WAIT_MS = 2 * 33 * SECOND;
/** How long to wait, at the end, for calls that are in progress. */
const QUIET_MS = 5 * 60 * SECOND;

/** Runs a scenario, checks every promise at every step, and reports what happened. */
export async function simulate(scenario: Scenario): Promise<Report> {
  useSynchronousCryptography();
  const { arrangement, clients, startsAt, hours, lifeMs, singleLiveToken, clockMs, churnMs } = scenario;
  const time = createVirtualTime(startsAt);
  const random = createRandom(scenario.seed + 1);
  const until = startsAt + hours * HOUR;
  const tally = createTally(startsAt);
  const violations: Violation[] = [];
  const pending = new Map<number, Call>();
  /** The tokens that each machine got a 401 for, and when it did. */
  const rejections = new WeakMap<Machine, Map<string, number>>();
  const isAliveUntil = new Map<number, number>();
  let callCount = 0;
  let isEnding = false;

  function violate(promise: string, details: string): void {
    const at = `${((time.now() - startsAt) / HOUR).toFixed(4)} h`;
    if (violations.length < 20) violations.push({ at, promise, details });
  }

  const bound = createExchangeBound(scenario);
  const wakapay = createWakaPay({
    time,
    random: random.fork(),
    lifeMs,
    singleLiveToken,
    latencyMs: scenario.latencyMs,
    onExchange({ machine, at, status }) {
      tally.exchange(at, status, machine.name);
      const excess = bound(at);
      if (excess !== undefined) violate("keeps exchanges under the bound", excess);
    },
    onSend({ machine, call: id, bearer }) {
      const call = pending.get(id);
      if (call === undefined) return;
      const at = time.now();
      call.sentAt ??= at;
      const token = wakapay.tokenOf(bearer);
      const toleranceMs = backwardMs(scenario, at);
      if (token === undefined || at >= token.expiresAt + toleranceMs)
        violate(
          "never sends an expired token",
          `${machine.name} sent ${bearer}, ${at - (token?.expiresAt ?? 0)} ms late`,
        );
      if (call.bearers.includes(bearer))
        violate("never returns a rejected token", `${machine.name} sent ${bearer} again`);
      // If only one token is valid, clients that cannot share one invalidate each other's.
      if (
        !singleLiveToken &&
        call.bearers.length > 0 &&
        (rejections.get(machine)?.get(bearer) ?? at) < call.startedAt
      )
        violate("never returns a rejected token", `${machine.name} knew that ${bearer} is rejected`);
      call.bearers.push(bearer);
      tally.note(at, bearer);
    },
  });
  wakapay.accept(SECRETS[0]);

  const store = arrangement === "shared" ? createStoreServer(time, random.fork()) : undefined;
  const common = { time, random: random.fork(), wakapay, secret: SECRETS[0], clockMs, onEvent: tally.event };
  let gateway: GatewayFleet | undefined;
  let fleet: Fleet;
  if (arrangement === "gateway") {
    gateway = createGatewayFleet({
      ...common,
      locations: scenario.locations,
      brokers: scenario.brokers,
      onRequest: (broker, queuedMs) => tally.brokerRequest(broker, time.now(), queuedMs),
    });
    fleet = gateway;
  } else {
    fleet = createProcessFleet({ ...common, store });
  }

  function settle(outcome: Outcome): void {
    const { call, settledAt, status } = outcome;
    pending.delete(call.id);
    const frozenMs = call.machine.frozenMsSince(call.startedAt);
    const waitMs = (call.sentAt ?? settledAt) - call.startedAt - frozenMs;
    tally.settled(waitMs);
    if (waitMs > LONGEST_WAIT_MS)
      violate("limits the wait for a token", `${waitMs} ms on ${call.machine.name}`);
    if (status === 200) return;
    const known = rejections.get(call.machine) ?? new Map<string, number>();
    rejections.set(call.machine, known);
    if (status === 401) for (const bearer of call.bearers) known.set(bearer, known.get(bearer) ?? settledAt);
    const cause = explainFailure(outcome, {
      faults: scenario.faults,
      exchanges: tally.arrivals,
      singleLiveToken,
    });
    tally.failed(cause ?? "unexplained");
    if (cause === undefined) violate("fails no call without a fault", describe(outcome));
  }

  function call(place: number): void {
    const { machine, fetch } = clientAt(place);
    const id = callCount++;
    const started: Call = { id, place, machine, startedAt: time.now(), bearers: [] };
    pending.set(id, started);
    const headers = { "x-call": String(id) };
    fetch("/business/balance", { headers }).then(
      ({ status }) => settle({ call: started, settledAt: time.now(), status }),
      (error: unknown) => settle({ call: started, settledAt: time.now(), error }),
    );
  }

  /** Returns the client at a place. Replaces an isolate at the end of its life. */
  function clientAt(place: number) {
    let client = fleet.client(place);
    if (churnMs === Number.POSITIVE_INFINITY) return client;
    const endsAt = isAliveUntil.get(place);
    if (endsAt === undefined || time.now() >= endsAt) {
      if (endsAt !== undefined) client.machine.kill();
      client = fleet.client(place);
      isAliveUntil.set(place, time.now() + traffic.exponential(churnMs));
    }
    return client;
  }

  const traffic = random.fork();

  /** A client calls seldom, and when its token is due for renewal. */
  function nextCallMs(place: number): number {
    const meanMs = traffic.exponential(scenario.callMs);
    const dueMs = freshMs(fleet.client(place), lifeMs);
    return Math.min(meanMs, dueMs + traffic.exponential(scenario.busyMs));
  }

  function callFrom(place: number): void {
    if (isEnding) return;
    clientAt(place).machine.after(0, () => call(place));
    time.at(time.now() + nextCallMs(place), () => callFrom(place));
  }

  for (let place = 0; place < clients; place++) {
    time.at(startsAt + traffic.integer(0, scenario.startMs), () => callFrom(place));
  }
  for (const fault of scenario.faults) {
    time.at(fault.at, () =>
      applyFault(fault, { time, random: random.fork(), clients, fleet, wakapay, store, gateway }),
    );
    // What happens after a fault is seen only if there are calls.
    for (let extra = 0; extra < 20; extra++) {
      const place = traffic.integer(0, clients - 1);
      time.at(fault.at + traffic.logarithmic(10, 120 * SECOND), () => call(place));
    }
  }
  await time.run(until);
  isEnding = true;
  await time.run(until + QUIET_MS);
  for (const { id, machine, startedAt } of pending.values()) {
    if (!machine.isAlive()) continue;
    violate(
      "settles every call",
      `call ${id} on ${machine.name}, started ${(startedAt - startsAt) / HOUR} h`,
    );
  }
  return { scenario, ...tally.totals(), storeOperations: store?.operations() ?? 0, violations };
}

/** Returns how long a client's token needs no renewal: a binary search, because it may tell. */
function freshMs({ machine, peek }: Client, lifeMs: number): number {
  const token = peek();
  let [from, until] = [0, token === undefined ? 0 : lifeMs];
  while (until - from > 1) {
    const middle = Math.floor((from + until) / 2);
    if (machine.later(middle, peek) === token) from = middle;
    else until = middle;
  }
  return until;
}

/** Returns by how much clocks were set back recently: a token may be served that much longer. */
function backwardMs({ faults, lifeMs }: Scenario, at: number): number {
  return faults.reduce((sum, fault) => {
    const isRecent = fault.kind === "step" && fault.at <= at && fault.at >= at - 2 * lifeMs;
    return isRecent ? sum + Math.max(0, -fault.ms) : sum;
  }, 0);
}

function describe({ call, settledAt, status, error }: Outcome): string {
  const reason = isTokenError(error) ? `${error.code}: ${error.message}` : inspect(error);
  return `call ${call.id} on ${call.machine.name} after ${settledAt - call.startedAt} ms, ${call.bearers}: ${status ?? reason}`;
}
