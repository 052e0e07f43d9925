import type { TokenEventListener } from "@wakapay/auth-core";
import type { Figure, WriteFigure } from "../http/figures.ts";

/** Creates a listener that writes a figure for each exchange of a chain, when it ends. */
export function recordExchanges(
  writeFigure: WriteFigure | undefined,
  chain: Pick<Figure, "account" | "pair" | "tokenFrom">,
): TokenEventListener {
  let attempt = 0;
  return (event) => {
    if (event.type !== "issued" && event.type !== "failed") return;
    const isIssued = event.type === "issued";
    attempt += 1;
    const outcome = isIssued ? { result: "issued" } : { result: event.code, reason: event.reason };
    writeFigure?.({ kind: "exchange", ...chain, ...outcome, durationMs: event.durationMs, attempt });
    if (isIssued) attempt = 0;
  };
}
