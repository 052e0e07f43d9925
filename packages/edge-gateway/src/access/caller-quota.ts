import { DurableObject } from "cloudflare:workers";
import { type DayCount, takeCounts } from "./day-count.ts";
import type { TakeReply, TakeRequest } from "./quota-protocol.ts";

const KEY = "day count";

/**
 * The Durable Object that counts the requests of a caller. Isolates take counts from it in
 * portions.
 *
 * A count is stored before the isolate receives it. Storage is the only state, so nothing depends
 * on memory.
 */
export class CallerQuota extends DurableObject {
  /** Takes counts of the current day. */
  take(request: TakeRequest): TakeReply {
    const { kv } = this.ctx.storage;
    const { dayCount, reply } = takeCounts(kv.get<DayCount>(KEY), request, Date.now());
    if (reply.granted > 0) kv.put(KEY, dayCount);
    return reply;
  }
}
