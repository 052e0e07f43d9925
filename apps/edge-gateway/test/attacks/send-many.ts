import type { AttackedGateway } from "./attacked-gateway.ts";
import type { RequestParts } from "./request-parts.ts";

/** Sends requests concurrently and returns how many got each status. */
export async function sendMany(
  gateway: AttackedGateway,
  times: number,
  parts: RequestParts = {},
): Promise<Record<string, number>> {
  const responses = await Promise.all(Array.from({ length: times }, () => gateway.send(parts)));
  const counts: Record<string, number> = {};
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
