import type { Controls } from "../control/controls.ts";
import { builtInScenarios } from "../options/built-in-scenarios.ts";
import type { Fault } from "../options/fault.ts";
import { consolePaths } from "./console-paths.ts";
import type { GatewayLink } from "./gateway-link.ts";
import type { TryRequests } from "./try-requests.ts";

/** What the actions of the console change. */
export interface ActionTargets {
  readonly controls: Controls;
  readonly tried: TryRequests;
  readonly gateway: GatewayLink;
  readonly baseUrl: string;
}

/** The last part of the address of an action. */
export type ActionName =
  | "revoke"
  | "fault"
  | "configure"
  | "advance"
  | "rotate"
  | "reject-credentials"
  | "scenario"
  | "end-scenario"
  | "reset"
  | "try"
  | "tour";

/** An action of a form. */
export interface Action {
  /** The view that has the form. */
  readonly view: string;
  /** What to tell the user when the action is done. */
  readonly done: string;
  /** Throws a `TypeError` if a field is not valid. */
  run(fields: URLSearchParams, targets: ActionTargets): void | Promise<void>;
}

/** The actions of the console. */
const actions: Readonly<Record<ActionName, Action>> = {
  revoke: {
    view: consolePaths.tokens,
    done: "Revoked.",
    run: (fields, { controls }) => {
      controls.revoke(text(fields, "tokenId"));
    },
  },
  fault: {
    view: consolePaths.steering,
    done: "Fault scripted.",
    run: (fields, { controls }) => controls.fault(faultOf(fields)),
  },
  configure: {
    view: consolePaths.steering,
    done: "Settings saved. They apply to new tokens.",
    run: (fields, { controls }) =>
      controls.configure({
        lifetimeSeconds: number(fields, "lifetimeSeconds"),
        singleLiveToken: fields.get("singleLiveToken") === "true",
      }),
  },
  advance: {
    view: consolePaths.steering,
    done: "Clock advanced.",
    run: (fields, { controls }) => controls.clock.advance(number(fields, "seconds") ?? 0),
  },
  rotate: {
    view: consolePaths.steering,
    done: "Credentials replaced.",
    run: (fields, { controls }) => {
      const apiKey = fields.get("apiKey") ?? "";
      controls.rotate([{ apiKey, apiSecret: fields.get("apiSecret") ?? "" }], text(fields, "account"));
    },
  },
  "reject-credentials": {
    view: consolePaths.steering,
    done: "The sandbox now rejects the credentials of this account.",
    run: (fields, { controls }) => {
      const unknown = { apiKey: crypto.randomUUID(), apiSecret: crypto.randomUUID() };
      controls.rotate([unknown], text(fields, "account"));
    },
  },
  scenario: {
    view: consolePaths.steering,
    done: "Scenario applied.",
    run: (fields, { controls }) => {
      const chosen = Object.values(builtInScenarios).find(({ name }) => name === fields.get("scenario"));
      controls.applyScenario(chosen ?? {});
    },
  },
  "end-scenario": {
    view: consolePaths.steering,
    done: "Scenario ended.",
    run: (_, { controls }) => controls.applyScenario("calm"),
  },
  reset: {
    view: consolePaths.journal,
    done: "Reset. The request log is empty.",
    run: (_, { controls }) => controls.reset(),
  },
  try: {
    view: consolePaths.tryIt,
    done: "Sent.",
    run: (fields, { tried, baseUrl }) =>
      tried.send(fields.get("request") ?? "", { baseUrl, account: text(fields, "account") }),
  },
  tour: {
    view: consolePaths.gateway,
    done: "Step done.",
    run: (fields, { gateway }) => gateway.play(number(fields, "step") ?? 0),
  },
};

/** Returns the action with a name from an address. */
export function actionNamed(name: string): Action | undefined {
  return isActionName(name) ? actions[name] : undefined;
}

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(actions, name);
}

/** Reads a fault from its form. Fields that do not belong to the effect are ignored. */
function faultOf(fields: URLSearchParams): Fault {
  const effect = fields.get("effect");
  return {
    route: fields.get("route") === "business" ? "business" : "auth",
    times: number(fields, "times"),
    delayMs: number(fields, "delayMs"),
    ...(effect === "status" && {
      status: number(fields, "status"),
      retryAfter: number(fields, "retryAfter"),
    }),
    ...(effect === "hangUp" && { hangUp: true }),
    ...((effect === "malformed" || effect === "empty" || effect === "html") && { body: effect }),
  };
}

function text(fields: URLSearchParams, name: string): string | undefined {
  return fields.get(name) || undefined;
}

function number(fields: URLSearchParams, name: string): number | undefined {
  const value = text(fields, name);
  return value === undefined ? undefined : Number(value);
}
