import { isTokenError } from "@wakapay/auth-core";
import { endOf, type Fault } from "../scenario/fault.ts";
import type { Outcome } from "./call.ts";

/** What is known about the time of a failure. */
export interface Circumstances {
  readonly faults: readonly Fault[];
  /** When each exchange arrived at WakaPay, in order. */
  readonly exchanges: readonly number[];
  /** Whether a new token invalidates the earlier ones. */
  readonly singleLiveToken: boolean;
}

const SECOND = 1_000;
/** How long an acquisition may take, and the longest cooldown without a `Retry-After`. */
const AFTERMATH_MS = 75 * SECOND;
/** The cooldown of rejected credentials. */
const REJECTION_MS = 60 * SECOND;
/** The longest interval in which a replacement is not replaced, twice. */
const REPLACEMENT_MS = 60 * SECOND;
/** How long an isolate that exchanges on its own may keep others from doing so. */
const DIRECT_MS = 30 * SECOND;

/** Returns the fault that caused a call to fail, or `undefined` if none did. */
export function explainFailure(outcome: Outcome, circumstances: Circumstances): string | undefined {
  return outcome.status === 401
    ? explainRejection(outcome, circumstances)
    : explainError(outcome, circumstances);
}

function explainError({ call, settledAt, error }: Outcome, { faults }: Circumstances): string | undefined {
  const { startedAt, machine } = call;
  if (!isTokenError(error)) {
    return machine.frozenMsSince(startedAt) > 0 ? "connection lost during a freeze" : undefined;
  }
  for (const fault of faults) {
    // A machine may have been suspended in the middle of an acquisition.
    const lastsMs = aftermathMs(fault) + machine.frozenMsSince(fault.at);
    const isInTime = fault.at <= settledAt && startedAt <= endOf(fault) + lastsMs;
    if (isInTime && canFailAcquisition(fault)) return nameOf(fault);
  }
  return undefined;
}

function canFailAcquisition({ kind }: Fault): boolean {
  return kind === "endpoint" || kind === "rotation" || kind === "broker" || kind === "brokerFreeze";
}

function aftermathMs(fault: Fault): number {
  if (fault.kind === "rotation") return REJECTION_MS + AFTERMATH_MS;
  if (fault.kind === "broker" || fault.kind === "brokerFreeze") return DIRECT_MS;
  if (fault.kind !== "endpoint") return AFTERMATH_MS;
  const { endpoint } = fault;
  const retryAfterSeconds = endpoint.kind === "status" ? (endpoint.retryAfterSeconds ?? 0) : 0;
  return AFTERMATH_MS + retryAfterSeconds * SECOND;
}

/**
 * A 401 is returned if the renewal failed, if the second token was rejected too, or if the rejected
 * token has just replaced another one.
 */
function explainRejection(outcome: Outcome, circumstances: Circumstances): string | undefined {
  const { call, settledAt } = outcome;
  const { faults, singleLiveToken } = circumstances;
  const revocation = singleLiveToken ? "another exchange invalidated the token" : "revocation";
  if (call.bearers.length > 1) return revocation;
  const error = { name: "TokenError", code: "", message: "" };
  const failure = explainError({ ...outcome, error }, circumstances);
  if (failure !== undefined) return failure;
  const from = call.startedAt - REPLACEMENT_MS;
  const count = faults.filter(
    ({ kind, at }) => kind === "revocation" && at >= from && at <= settledAt,
  ).length;
  if (count > 1) return "several revocations";
  const others = circumstances.exchanges.filter((at) => at >= from && at <= settledAt);
  return singleLiveToken && others.length > 1 ? revocation : undefined;
}

/** Returns the name that reports use. */
function nameOf(fault: Fault): string {
  if (fault.kind === "endpoint") {
    const { endpoint } = fault;
    return endpoint.kind === "status"
      ? `endpoint returned ${endpoint.status}`
      : `endpoint was ${endpoint.kind}`;
  }
  if (fault.kind === "store" || fault.kind === "broker") return `${fault.kind} was ${fault.state.kind}`;
  return fault.kind;
}
