import type { Controls } from "../control/controls.ts";
import { paths } from "../http/paths.ts";

/** What a step of the tour showed. */
export interface TourResult {
  /** How many responses had each status: `20 × 200`. */
  readonly responses: string;
  /** How many exchanges reached the sandbox during the step. */
  readonly exchanges: number;
  /** The problem that the gateway reported, if there was one. */
  readonly problem?: string | undefined;
}

/** One step of the guided tour. */
export interface TourStep {
  readonly title: string;
  readonly action: string;
  readonly story: string;
  readonly expected: string;
}

/** The five steps, which tell the story of `pnpm demo`. */
export const TOUR: readonly TourStep[] = [
  {
    title: "A first call",
    action: "Call the gateway",
    story: "A service calls the gateway with a gateway key. It has no WakaPay credentials.",
    expected: "The gateway makes at most one exchange and returns 200.",
  },
  {
    title: "100 calls at once",
    action: "Send 100 calls",
    story: "The calls share the token that the gateway has.",
    expected: "100 responses with status 200, and no exchange.",
  },
  {
    title: "A revoked token",
    action: "Revoke, then send 20 calls",
    story: "WakaPay rejects the token. The gateway gets one new token and sends the calls again.",
    expected: "20 responses with status 200, and one exchange. The list below shows the repaired calls.",
  },
  {
    title: "Rejected credentials",
    action: "Reject, then call",
    story: "WakaPay no longer accepts the gateway's key and secret, and its token is revoked.",
    expected: "A 503 with the problem credentials_rejected.",
  },
  {
    title: "Accepted again",
    action: "Accept the credentials",
    story: "The sandbox accepts the gateway's credentials again.",
    expected: "The gateway tries again after its cooldown, which takes up to a minute.",
  },
];

/**
 * The interval in which the gateway does not renew a token that replaced a rejected one, with a
 * margin.
 */
const RENEWAL_INTERVAL_MS = 1_100;

/** Plays a step of the tour: 1 to 5. */
export async function playTourStep(
  step: number,
  { url, key, controls }: { url: string; key: string; controls: Controls },
): Promise<TourResult> {
  const exchangesBefore = controls.state().counts.exchanges;
  const responses = await responsesOf(step, { url, key, controls });
  const statuses = [...new Set(responses.map(({ status }) => status))];
  const withStatus = (wanted: number) => responses.filter(({ status }) => status === wanted).length;
  return {
    responses: statuses.map((status) => `${withStatus(status)} × ${status}`).join(", "),
    exchanges: controls.state().counts.exchanges - exchangesBefore,
    problem: responses.find(({ problem }) => problem !== undefined)?.problem,
  };
}

interface GatewayResponse {
  readonly status: number;
  readonly problem: string | undefined;
}

async function responsesOf(
  step: number,
  { url, key, controls }: { url: string; key: string; controls: Controls },
): Promise<readonly GatewayResponse[]> {
  const call = async (): Promise<GatewayResponse> => {
    const response = await fetch(new URL(`${paths.balance}?currency=USD`, url), {
      headers: { Authorization: `Bearer ${key}` },
    }).catch(() => {
      throw new TypeError("The gateway does not respond. Check that it is running.");
    });
    const problem = /"type":\s*"[^"]*[:/#]([\w-]+)"/.exec(await response.text())?.[1];
    return { status: response.status, problem };
  };
  const calls = (count: number) => Promise.all(Array.from({ length: count }, call));
  switch (step) {
    case 1:
      return calls(1);
    case 2:
      return calls(100);
    case 3:
      controls.revoke();
      return calls(20);
    case 4:
      controls.rotate([{ apiKey: crypto.randomUUID(), apiSecret: crypto.randomUUID() }]);
      controls.revoke();
      await new Promise((resolve) => setTimeout(resolve, RENEWAL_INTERVAL_MS));
      return calls(1);
    case 5:
      controls.applyScenario("calm");
      return calls(1);
    default:
      throw new TypeError("`step` must be a number from 1 to 5.");
  }
}
