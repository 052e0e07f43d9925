import type { Call } from "../state/journal.ts";
import type { Fault } from "./fault.ts";
import { faultAnswer } from "./fault-response.ts";

/**
 * Plays a fault on a call: waits, then hangs up or answers; undefined where the true answer may follow.
 *
 * To hang up, it rejects as `fetch` does when a connection ends: with a `TypeError`. A caller that leaves meanwhile ends the
 * wait, with the reason of its signal.
 */
export async function played(
  fault: Fault,
  {
    signal,
    call,
    wait,
  }: { signal: AbortSignal; call: Call; wait: (ms: number, signal: AbortSignal) => Promise<void> },
): Promise<Response | undefined> {
  if (fault.delayMs !== undefined) {
    try {
      await wait(fault.delayMs, signal);
      signal.throwIfAborted();
    } catch (reason) {
      call.note({ outcome: "caller left" });
      throw reason;
    }
  }
  if (fault.hangUp) {
    call.note({ outcome: "scripted hang-up" });
    throw new TypeError("fetch failed", { cause: new Error("the sandbox hung up, as it was told to") });
  }
  const answer = faultAnswer(fault);
  if (answer !== undefined) call.note({ outcome: "scripted fault" });
  return answer;
}
